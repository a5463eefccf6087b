using System.Collections.Immutable;
using System.CommandLine;
using Cart.Engine;
using Cart.Persistence;
using Microsoft.Extensions.DependencyInjection;

namespace Cart.Cli;

/// <summary>Represents <c>cart migrate</c>, which migrates the tables of orders.</summary>
internal sealed class MigrateCommand : StoreCommand
{
    private const string Details = """
        A shop does this by itself when it starts. Do it beforehand where the shop's own
        user may not make tables. Scripts are applied in order, each once, all of a run or
        none; several runs at once wait for each other.

        Examples:
          cart migrate --postgres "Host=localhost;Database=shop;Username=owner;Password=..."
          cart migrate --dry-run --json --postgres "Host=localhost;Database=shop;..."
          cart migrate --data data

        Exit codes:
          0    the tables are up to date; with --dry-run: it is told whether they are
          1    the store did not answer, or a script failed and all were taken back
          2    the command line is wrong; nothing was changed
        """;

    private readonly Option<bool> _dryRun = new("--dry-run") { Description = "Say which scripts would be applied, and apply none." };

    public MigrateCommand()
        : base("migrate", "Brings the tables of orders up to date.", StoreParts.Orders, Details) => AddFirst(_dryRun);

    protected override async Task<int> RunAsync(StoreCall call, ParseResult parsed, CancellationToken cancellationToken)
    {
        if (call.Services.GetService<PostgresMigrations>() is not { } migrations)
        {
            return await PrepareFileAsync(call, parsed, cancellationToken).ConfigureAwait(false);
        }

        var dryRun = parsed.GetValue(_dryRun);
        var scripts = dryRun
            ? await migrations.FindPendingAsync(cancellationToken).ConfigureAwait(false)
            : await migrations.ApplyAsync(cancellationToken).ConfigureAwait(false);
        Answer(call, scripts, dryRun);
        return ExitCode.Done;
    }

    // The embedded database is migrated on first use.
    private async Task<int> PrepareFileAsync(StoreCall call, ParseResult parsed, CancellationToken cancellationToken)
    {
        if (parsed.GetValue(_dryRun))
        {
            return call.Refuse("--dry-run needs --postgres: the embedded database brings itself up to date whenever it is opened.");
        }

        await call.Services.GetRequiredService<IDiscountStore>().ListAsync(limit: 1, cancellationToken: cancellationToken).ConfigureAwait(false);
        Answer(call, [], dryRun: false);
        return ExitCode.Done;
    }

    private static void Answer(StoreCall call, ImmutableArray<string> scripts, bool dryRun)
    {
        var text = scripts switch
        {
            [] => $"Nothing to apply: the tables in {call.Stores.Orders} are up to date.",
            _ when dryRun => $"[DRY RUN] Would apply {scripts.Length} script(s) to {call.Stores.Orders}: {string.Join(", ", scripts)}.",
            _ => $"Applied {scripts.Length} script(s) to {call.Stores.Orders}: {string.Join(", ", scripts)}.",
        };
        call.Answer(text, new { DryRun = dryRun, Scripts = scripts, OrdersStore = call.Stores.Orders });
    }
}
