using System.CommandLine;
using System.Text;

namespace Cart.Cli;

/// <summary>Where a command writes what it exports: a file, or standard output.</summary>
internal sealed class OutputOption : Option<string?>
{
    public OutputOption()
        : base("--output")
    {
        HelpName = "FILE";
        Description = "Write to this file, which is replaced. Default: standard output.";
    }

    /// <summary>Writes, and says so if the file cannot be written.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> WriteAsync(StoreCall call, ParseResult parsed, Func<TextWriter, Task> write)
    {
        if (parsed.GetValue(this) is not { } file)
        {
            await write(call.Output).ConfigureAwait(false);
            return ExitCode.Done;
        }

        try
        {
            var writer = new StreamWriter(file, append: false, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
            await using (writer.ConfigureAwait(false))
            {
                await write(writer).ConfigureAwait(false);
            }

            return ExitCode.Done;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or ArgumentException)
        {
            await call.Error.WriteLineAsync($"{file}: the file cannot be written: {fault.Message} Give --output a path that you may write.").ConfigureAwait(false);
            return ExitCode.Failed;
        }
    }
}
