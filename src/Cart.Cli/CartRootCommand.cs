using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;

namespace Cart.Cli;

/// <summary>Represents the command <c>cart</c>. Each group of its subcommands has a folder.</summary>
internal sealed class CartRootCommand : RootCommand
{
    /// <param name="interactive">Whether a person uses a terminal.</param>
    public CartRootCommand(bool interactive)
        : base("The command line of the cart engine.")
    {
        Options.OfType<HelpOption>().Single().Action = DetailedHelpAction.Wrapped();
        Add(new Command("carts", "Looks at carts.") { new ListCartsCommand(), new ShowCartCommand() });
        Add(new CleanCommand(interactive));
        Add(new Command("discounts", "Looks at discounts, and edits them.")
        {
            new ListDiscountsCommand(), new ShowDiscountCommand(), new CreateDiscountCommand(), new UpdateDiscountCommand(),
            new DisableDiscountCommand(), new DeleteDiscountCommand(),
        });
        Add(new DoctorCommand());
        Add(new ExportCommand());
        Add(new MigrateCommand());
        Add(new Command("orders", "Looks at orders.") { new ListOrdersCommand(), new ShowOrderCommand(), new ExportOrdersCommand() });
        Add(new ReplayCommand(interactive));
    }

    /// <summary>Runs a command line, and returns one of the codes of <see cref="ExitCode"/>.</summary>
    public async Task<int> RunAsync(
        string[] arguments, InvocationConfiguration configuration, CancellationToken cancellationToken = default)
    {
        var parsed = Parse(arguments);
        if (parsed.Action is not ParseErrorAction)
        {
            return await parsed.InvokeAsync(configuration, cancellationToken).ConfigureAwait(false);
        }

        // Report parse errors first: a missing command follows from them.
        foreach (var token in parsed.UnmatchedTokens)
        {
            var guess = Nearest(token, parsed.CommandResult.Command) is { } name ? $" Did you mean {name}?" : "";
            var said = $"'{token}' is not a command or option of {PathOf(parsed.CommandResult)}.{guess}";
            await configuration.Error.WriteLineAsync(said).ConfigureAwait(false);
        }

        foreach (var fault in parsed.Errors.Where(fault => parsed.UnmatchedTokens.Count == 0 || fault.SymbolResult is not CommandResult))
        {
            await configuration.Error.WriteLineAsync(fault.Message).ConfigureAwait(false);
        }

        await configuration.Error.WriteLineAsync($"See: {PathOf(parsed.CommandResult)} --help").ConfigureAwait(false);
        return ExitCode.BadInput;
    }

    private static string? Nearest(string token, Command command)
    {
        var names = token.StartsWith('-') ? command.Options.Select(static option => option.Name) : command.Subcommands.Select(static sub => sub.Name);
        return names.Select(name => (Name: name, Distance: Distance(token, name))).Where(near => near.Distance <= Math.Max(1, near.Name.Length / 3))
            .OrderBy(static near => near.Distance).Select(static near => near.Name).FirstOrDefault();
    }

    // Levenshtein distance: the number of characters that are added, removed or replaced.
    private static int Distance(string one, string other)
    {
        var row = Enumerable.Range(0, other.Length + 1).ToArray();
        for (var i = 1; i <= one.Length; i++)
        {
            var corner = row[0];
            row[0] = i;
            for (var j = 1; j <= other.Length; j++)
            {
                (corner, row[j]) = (row[j], Math.Min(Math.Min(row[j], row[j - 1]) + 1, corner + (one[i - 1] == other[j - 1] ? 0 : 1)));
            }
        }

        return row[^1];
    }

    // The root is called after the program that hosts it, which in a test is not the tool.
    private static string PathOf(CommandResult result) => result.Parent is CommandResult parent ? $"{PathOf(parent)} {result.Command.Name}" : "cart";
}

/// <summary>Shows the standard help of a command, followed by details and examples.</summary>
internal sealed class DetailedHelpAction(string details) : SynchronousCommandLineAction
{
    private const int WidthOfFiles = 100;

    private readonly HelpAction _usual = Wrapped();

    /// <summary>Creates the standard help, wrapped at the width of the terminal.</summary>
    public static HelpAction Wrapped() => new() { MaxWidth = Console.IsOutputRedirected ? WidthOfFiles : Math.Max(40, Console.WindowWidth) };

    public override bool ClearsParseErrors => _usual.ClearsParseErrors;

    public override int Invoke(ParseResult parseResult)
    {
        var exitCode = _usual.Invoke(parseResult);
        parseResult.InvocationConfiguration.Output.WriteLine(details);
        return exitCode;
    }
}

/// <summary>Specifies the exit codes of the process.</summary>
internal static class ExitCode
{
    public const int Done = 0;

    /// <summary>A store did not answer, or refused the request.</summary>
    public const int Failed = 1;

    /// <summary>The command line, a file, or a value to store is invalid. Nothing was written.</summary>
    public const int BadInput = 2;

    /// <summary>The cart, order or discount does not exist.</summary>
    public const int NotFound = 3;

    /// <summary>The doctor found a reason for which a host refuses to start.</summary>
    public const int Unfit = 4;

    /// <summary>Stopped by Ctrl-C: 128 + SIGINT.</summary>
    public const int Cancelled = 130;
}
