using System.CommandLine;
using System.Globalization;
using Cart.Engine;
using Microsoft.Extensions.DependencyInjection;
using Spectre.Console;

namespace Cart.Cli;

/// <summary><c>cart clean</c>: deletes carts that nobody has changed for so many days.</summary>
internal sealed class CleanCommand : StoreCommand
{
    private const string Details = """
        A cart's age is the time since its last change, so a cart that is still used stays
        however long ago it was made. Only open carts are deleted; one that changes while
        the command runs is left alone, and so is one that is on its way to an order.
        Orders are never touched. Carts also end by themselves, so many days after their
        last change as the shop's TimeToLive says (14 by default): cleaning is for shops
        that keep them longer than they want.

        Examples:
          cart clean --dry-run --redis localhost:6379
          cart clean --days 30 --redis localhost:6379
          cart clean --days 7 --include-checked-out --data data --json

        Exit codes:
          0    done, also when there was nothing to delete
          1    the store did not answer; what was deleted so far is told
          2    the command line is wrong; nothing was deleted
          130  stopped by Ctrl-C; what was deleted so far is told
        """;

    private readonly bool _interactive;

    private readonly Option<int> _days = new("--days")
    {
        HelpName = "N",
        Description = "Delete carts that were last changed more than N days ago, 1 or more.",
        DefaultValueFactory = static _ => 90,
        CustomParser = static result =>
        {
            var text = result.Tokens[0].Value;
            if (!int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var days))
            {
                result.AddError($"--days is '{text}'; expected a whole number of days, such as 30.");
            }
            else if (days < 1)
            {
                result.AddError("--days must be a positive integer.");
            }

            return days;
        },
    };

    private readonly Option<bool> _dryRun = new("--dry-run") { Description = "Count the carts, and delete none." };

    private readonly Option<bool> _includeCheckedOut = new("--include-checked-out")
    {
        Description = "Also delete what is left of carts that became orders. The orders stay.",
    };

    /// <summary>Makes the command.</summary>
    /// <param name="interactive">Whether a person watches a terminal, for the progress.</param>
    public CleanCommand(bool interactive)
        : base("clean", "Deletes carts that nobody has changed for a while.", Details)
    {
        _interactive = interactive;
        AddFirst(_days, _dryRun, _includeCheckedOut);
    }

    /// <inheritdoc/>
    protected override StoreParts PartsOf(StoreSettings stores) => StoreParts.Carts;

    /// <inheritdoc/>
    protected override async Task<int> RunAsync(StoreCall call, ParseResult parsed, CancellationToken cancellationToken)
    {
        var cleaning = new CartCleaning(
            call.Services.GetRequiredService<ICartDirectory>(),
            call.Services.GetRequiredService<TimeProvider>(),
            parsed.GetValue(_days),
            parsed.GetValue(_dryRun),
            parsed.GetValue(_includeCheckedOut));
        try
        {
            await CleanAsync(cleaning, call, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception) when (cleaning.Found > 0 && !cleaning.DryRun)
        {
            await call.Error.WriteLineAsync($"Until then {cleaning.Found} cart(s) were deleted.").ConfigureAwait(false);
            throw;
        }

        call.Answer(TextOf(cleaning), new
        {
            cleaning.Days,
            cleaning.DryRun,
            Carts = cleaning.Found,
            LookedAt = cleaning.LookedAt,
            LeftAlone = cleaning.LeftAlone,
        });
        return ExitCode.Done;
    }

    private async Task CleanAsync(CartCleaning cleaning, StoreCall call, CancellationToken cancellationToken)
    {
        if (!_interactive || call.Json)
        {
            await cleaning.RunAsync(static () => { }, cancellationToken).ConfigureAwait(false);
            return;
        }

        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(call.Error) });
        await console.Status().StartAsync("looking for carts", status => cleaning.RunAsync(
            () => status.Status($"looked at {cleaning.LookedAt:N0} carts, {(cleaning.DryRun ? "found" : "deleted")} {cleaning.Found:N0}"),
            cancellationToken)).ConfigureAwait(false);
    }

    private static string TextOf(CartCleaning cleaning) => cleaning switch
    {
        { DryRun: true } => $"[DRY RUN] Would delete {cleaning.Found} cart(s) older than {cleaning.Days} day(s).",
        { Found: 0 } => $"No carts older than {cleaning.Days} day(s) found. Nothing to delete.",
        _ => $"Successfully deleted {cleaning.Found} cart(s) (and their items) older than {cleaning.Days} day(s).",
    };
}
