// The parts of the AI SDK that the adapter uses, as far as it does, since the package is nobody's dependency. Its own types take
// their place for whoever has it: tests/consumers/ai/ compiles against those.

declare module 'ai' {
  export interface Schema<Value> {
    readonly _type: Value;
  }

  export type ValidationResult<Value> = { success: true; value: Value } | { success: false; error: Error };

  export function jsonSchema<Value>(
    schema: object,
    options?: { validate?: (value: unknown) => ValidationResult<Value> },
  ): Schema<Value>;

  export interface Tool<Input, Output> {
    description?: string;
    inputSchema: Schema<Input>;
    execute?: (input: Input, options: { abortSignal?: AbortSignal | undefined }) => Promise<Output>;
  }

  export function tool<Input, Output>(definition: Tool<Input, Output>): Tool<Input, Output>;
}
