using System.CommandLine;

namespace Cart.LoadTest;

/// <summary>Measures the performance targets.</summary>
internal sealed class TargetsCommand : Command
{
    private readonly Option<bool> _json = new("--json") { Description = "Print one JSON object with the rows, and nothing else, on the standard output." };
    private readonly Option<int> _rounds = new("--rounds")
    {
        Description = "How often each contender runs, in turn, behind what warms up. 1 or more.",
        DefaultValueFactory = static _ => 5,
    };

    private readonly Option<string?> _only = new("--only") { Description = "The targets to measure, such as P3,P5. Default: all." };
    private readonly Option<string?> _markdown = new("--markdown") { Description = "A file for the table, as docs/performance.md has it." };
    private readonly Option<string?> _report = new("--report") { Description = "A folder for a page with the table and plots, and the figures of every round." };
    private readonly ServerOptions _servers = new();

    public TargetsCommand()
        : base("targets", "Measures P1 to P10: the engine's figure, the one it is compared with, the ratio, the target, met or not.")
    {
        Add(_json);
        Add(_rounds);
        Add(_only);
        Add(_markdown);
        Add(_report);
        _servers.AddTo(this);
        _rounds.Validators.Add(static result => OptionRange.Require(result, static (int rounds) => rounds >= 1, "1 or more"));
        SetAction(RunAsync);
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        IReadOnlyList<ITarget> targets;
        try
        {
            targets = AllTargets.Find(parsed.GetValue(_only));
        }
        catch (FormatException unknown)
        {
            await Console.Error.WriteLineAsync(unknown.Message);
            return 2;
        }

        return await _servers.WithServersAsync(
            parsed, targets.Any(static target => target.NeedsPostgres), addresses => MeasureAndPrintAsync(parsed, targets, addresses, cancellationToken), cancellationToken);
    }

    private async Task<int> MeasureAndPrintAsync(
        ParseResult parsed, IReadOnlyList<ITarget> targets, ServerAddresses addresses, CancellationToken cancellationToken)
    {
        var narrator = new Narrator();
        var rows = new List<TargetRow>();
        var rounds = new Rounds(parsed.GetValue(_rounds), narrator);
        var failures = new List<string>();
        await narrator.WatchAsync(() => MeasureAsync(targets, addresses, rounds, rows, failures, cancellationToken));
        failures.ForEach(Console.Error.WriteLine);
        await PrintAsync(parsed, rows, addresses, cancellationToken);
        return failures.Count == 0 ? 0 : 1;
    }

    // What one target fails at is no reason to lose the figures of the others.
    private static async Task MeasureAsync(
        IReadOnlyList<ITarget> targets, ServerAddresses addresses, Rounds rounds, List<TargetRow> rows, List<string> failures, CancellationToken cancellationToken)
    {
        await using var bench = await TargetBench.OpenAsync(addresses, rounds);
        foreach (var target in targets)
        {
            try
            {
                rows.AddRange(await target.MeasureAsync(bench, cancellationToken));
            }
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                failures.Add($"{target.Id} could not be measured: {failure}");
            }
        }
    }

    private async Task PrintAsync(ParseResult parsed, List<TargetRow> rows, ServerAddresses addresses, CancellationToken cancellationToken)
    {
        await Console.Out.WriteLineAsync(parsed.GetValue(_json) ? TargetTable.Json(rows) : TargetTable.Markdown(rows));
        if (parsed.GetValue(_markdown) is { } markdown)
        {
            await File.WriteAllTextAsync(markdown, TargetTable.Markdown(rows), cancellationToken);
        }

        if (parsed.GetValue(_report) is { } folder)
        {
            await TargetReport.WriteAsync(folder, rows, await RunFacts.ReadAsync(addresses, cancellationToken), cancellationToken);
        }
    }
}
