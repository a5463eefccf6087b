using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Cart.Cli;

/// <summary>Shows the usual help of a command, and below it what the command does and how it is used.</summary>
internal sealed class DetailedHelpAction(string details) : SynchronousCommandLineAction
{
    private readonly HelpAction _usual = new();

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
