using System.CommandLine;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;

namespace Cart.Cli;

/// <summary>The command <c>cart</c>. Each of its subcommands is a class of its own.</summary>
internal sealed class CartRootCommand : RootCommand
{
    /// <summary>Makes the command with all its subcommands.</summary>
    /// <param name="interactive">Whether a person watches a terminal.</param>
    public CartRootCommand(bool interactive)
        : base("The command line of the cart engine.")
    {
        Add(new Command("carts", "Looks at carts.") { new ShowCartCommand() });
        Add(new CleanCommand(interactive));
        Add(new Command("discounts", "Looks at discounts, and edits them.")
        {
            new ListDiscountsCommand(), new ShowDiscountCommand(), new CreateDiscountCommand(), new UpdateDiscountCommand(), new DisableDiscountCommand(),
        });
        Add(new DoctorCommand());
        Add(new ExportCommand());
        Add(new MigrateCommand());
        Add(new Command("orders", "Looks at orders.") { new ListOrdersCommand(), new ShowOrderCommand() });
        Add(new ReplayCommand(interactive));
    }

    /// <summary>Carries out a command line.</summary>
    /// <returns>One of the codes of <see cref="ExitCode"/>.</returns>
    public async Task<int> RunAsync(
        string[] arguments, InvocationConfiguration configuration, CancellationToken cancellationToken = default)
    {
        var parsed = Parse(arguments);
        if (parsed.Action is not ParseErrorAction)
        {
            return await parsed.InvokeAsync(configuration, cancellationToken).ConfigureAwait(false);
        }

        foreach (var fault in parsed.Errors)
        {
            await configuration.Error.WriteLineAsync(fault.Message).ConfigureAwait(false);
        }

        await configuration.Error.WriteLineAsync($"See: {PathOf(parsed.CommandResult)} --help").ConfigureAwait(false);
        return ExitCode.BadInput;
    }

    // The root is called after the program that hosts it, which in a test is not the tool.
    private static string PathOf(CommandResult result) => result.Parent is CommandResult parent ? $"{PathOf(parent)} {result.Command.Name}" : "cart";
}
