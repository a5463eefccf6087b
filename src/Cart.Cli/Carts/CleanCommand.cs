using System.CommandLine;
using System.Globalization;
using Cart.Engine;
using Microsoft.Extensions.DependencyInjection;
using Spectre.Console;

namespace Cart.Cli;

/// <summary>Represents <c>cart clean</c>, which deletes carts that were not changed for some days.</summary>
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

    public CleanCommand(bool interactive)
        : base("clean", "Deletes carts that nobody has changed for a while.", StoreParts.Carts, Details)
    {
        _interactive = interactive;
        AddFirst(_days, _dryRun, _includeCheckedOut);
    }

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

/// <summary>
/// Sweeps all carts once, in batches, and deletes those that were not changed for some days. A dry run only counts them.
/// </summary>
internal sealed class CartCleaning(ICartDirectory carts, TimeProvider time, int days, bool dryRun, bool includeCheckedOut)
{
    private const int Batch = 1000;
    private const int DeletesInFlight = 64;

    // Before the first day of the calendar nothing was changed.
    private const int MostDays = 700_000;

    private int _found;
    private int _leftAlone;

    public int Days => days;

    public bool DryRun => dryRun;

    /// <summary>Gets the number of deleted carts so far; in a dry run, of those that would be deleted.</summary>
    public int Found => _found;

    /// <summary>Gets the number of carts that changed or ended between listing and deletion.</summary>
    public int LeftAlone => _leftAlone;

    /// <summary>Gets or sets the number of listed carts so far.</summary>
    public int LookedAt { get; private set; }

    /// <summary>Runs the sweep. A cancellation lets running deletes finish.</summary>
    public async Task RunAsync(Action onBatch, CancellationToken cancellationToken)
    {
        var before = time.GetUtcNow() - TimeSpan.FromDays(Math.Min(days, MostDays));
        var seen = new HashSet<CartId>();
        string? cursor = null;
        do
        {
            var page = await carts.ListAsync(cursor, Batch, cancellationToken).ConfigureAwait(false);
            LookedAt += page.Carts.Length;

            // A store that reorganises itself may list some carts twice.
            var old = page.Carts.Where(cart => IsCleaned(cart.State) && cart.ChangedAt < before && seen.Add(cart.Id)).ToList();
            if (dryRun)
            {
                _found += old.Count;
            }
            else
            {
                await DeleteAsync(old, cancellationToken).ConfigureAwait(false);
            }

            cursor = page.Next;
            onBatch();
        }
        while (cursor is not null);
    }

    private bool IsCleaned(CartState state) => state is CartState.Open || (includeCheckedOut && state is CartState.Ordered);

    private Task DeleteAsync(IEnumerable<CartSummary> old, CancellationToken cancellationToken) => Parallel.ForEachAsync(
        old,
        new ParallelOptions { MaxDegreeOfParallelism = DeletesInFlight, CancellationToken = cancellationToken },
        async (cart, token) =>
        {
            if (await carts.DeleteAsync(cart, token).ConfigureAwait(false))
            {
                Interlocked.Increment(ref _found);
            }
            else
            {
                Interlocked.Increment(ref _leftAlone);
            }
        });
}
