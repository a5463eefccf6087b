using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Cart.Cli;

/// <summary>Shows the usual help of a command, and below it what the command does and how it is used.</summary>
internal sealed class DetailedHelpAction(string details) : SynchronousCommandLineAction
{
    private const int WidthOfFiles = 100;

    private readonly HelpAction _usual = Wrapped();

    /// <summary>Makes the usual help, wrapped at the width of the terminal.</summary>
    public static HelpAction Wrapped() => new() { MaxWidth = Console.IsOutputRedirected ? WidthOfFiles : Math.Max(40, Console.WindowWidth) };

    /// <inheritdoc/>
    public override bool ClearsParseErrors => _usual.ClearsParseErrors;

    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        var exitCode = _usual.Invoke(parseResult);
        parseResult.InvocationConfiguration.Output.WriteLine(details);
        return exitCode;
    }
}
