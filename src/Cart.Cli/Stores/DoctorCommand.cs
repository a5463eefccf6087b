using System.Collections.Immutable;
using System.CommandLine;
using Cart.Engine;
using Microsoft.Extensions.DependencyInjection;

namespace Cart.Cli;

/// <summary>Represents <c>cart doctor</c>, which checks the stores as a host does at its start, and reports all findings.</summary>
internal sealed class DoctorCommand() : StoreCommand("doctor", "Checks whether the stores are set up so that nothing is lost.", StoreParts.All, Details)
{
    private const string Details = """
        Looks for settings of the stores by which a shop loses carts or orders, and says for
        each what was found, what it means and how to mend it. Nothing is changed, but for a
        scratch key that expires by itself. The stores are judged as those of a shop in
        production. Name at least one store, on the command line or in the environment:
        --redis or CART_REDIS, --postgres or CART_POSTGRES, --data for the embedded stores.

          refuse   a host would not start: carts or orders would be lost or wrong
          warn     the shop works, but something can go wrong that need not
          away     the store did not answer
          skipped  it could not be looked at, for example because CONFIG is blocked
          ok       as it should be

        Examples:
          cart doctor --redis localhost:6379 --postgres "Host=localhost;Database=shop;..."
          cart doctor --redis localhost:6379 --json
          cart doctor --data data

        Exit codes:
          0    nothing to refuse; there may be warnings
          1    a store did not answer
          2    the command line is wrong, or names no store
          4    something was found for which a host refuses to start
        """;

    protected override StoreParts PartsOf(StoreSettings stores) => stores switch
    {
        { IsNamed: false } => throw new FormatException(
            "Nothing was checked: no store is named. Give --redis, --postgres or --data, or set CART_REDIS or CART_POSTGRES."),
        { Redis: null, Postgres: null } => StoreParts.All,
        _ => StoreParts.None,
    };

    protected override async Task<int> RunAsync(StoreCall call, ParseResult parsed, CancellationToken cancellationToken)
    {
        var findings = await call.Services.GetRequiredService<StoreChecks>()
            .RunAsync(new CheckContext(CheckMoment.Doctor, Production: true), cancellationToken).ConfigureAwait(false);
        call.Answer(TextOf(findings), new { Fit = findings.All(static finding => finding.Level is not CheckLevel.Refuse), Findings = findings });
        return findings.Any(static finding => finding.Level is CheckLevel.Refuse) ? ExitCode.Unfit
            : findings.Any(static finding => finding.Level is CheckLevel.Away) ? ExitCode.Failed
            : ExitCode.Done;
    }

    private static string TextOf(ImmutableArray<CheckFinding> findings)
    {
        var counts = findings.GroupBy(static finding => finding.Level).Select(static level => $"{level.Count()} {AnswerText.Words(level.Key)}");
        return string.Concat(findings.Select(TextOf)) + string.Join(", ", counts);
    }

    private static string TextOf(CheckFinding finding) => $"{AnswerText.Words(finding.Level),-8} {finding.Name,-27} {finding.Found}\n"
        + (finding.Level is CheckLevel.Refuse or CheckLevel.Warn or CheckLevel.Away
            ? $"           means  {finding.Means}\n           mend   {finding.Mend}\n"
            : "");
}
