/// <reference types="chrome-types" />
