// The files that were dropped or chosen, with those in folders, each with its path.

export interface FoundFile {
  /** From the folder that was dropped; a name if it was a file. */
  path: string;
  file: File;
}

/** Must be called while the event is handled; the files are read afterwards. */
export function droppedFiles(data: DataTransfer): Promise<FoundFile[]> {
  const entries = Array.from(data.items, (item) => item.webkitGetAsEntry()).filter((entry) => entry !== null);
  if (entries.length > 0) return filesOf(entries);
  return Promise.resolve(Array.from(data.files, (file) => ({ path: file.name, file })));
}

/** Of a file input, for files or for a folder. */
export function chosenFiles(input: HTMLInputElement): FoundFile[] {
  return Array.from(input.files ?? [], (file) => ({ path: file.webkitRelativePath || file.name, file }));
}

async function filesOf(entries: readonly FileSystemEntry[]): Promise<FoundFile[]> {
  const found: FoundFile[] = [];
  for (const entry of entries) {
    if (isFolder(entry)) found.push(...(await filesOf(await childrenOf(entry))));
    else if (isFile(entry))
      found.push({ path: entry.fullPath.replace(/^\//, ''), file: await fileOf(entry) });
  }
  return found;
}

function isFolder(entry: FileSystemEntry): entry is FileSystemDirectoryEntry {
  return entry.isDirectory;
}

function isFile(entry: FileSystemEntry): entry is FileSystemFileEntry {
  return entry.isFile;
}

/** Browsers tell some at a time. */
async function childrenOf(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader();
  const all: FileSystemEntry[] = [];
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    );
    if (some.length === 0) return all;
    all.push(...some);
  }
}

function fileOf(entry: FileSystemFileEntry): Promise<File> {
  return new Promise((resolve, reject) => entry.file(resolve, reject));
}
