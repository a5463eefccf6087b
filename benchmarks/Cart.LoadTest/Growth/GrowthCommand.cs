using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Cart.LoadTest;

/// <summary>Measures what becomes of adds as carts, lines and callers grow.</summary>
internal sealed class GrowthCommand : Command
{
    private static readonly JsonSerializerOptions Format = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase, IncludeFields = true };

    private readonly Option<int> _rounds = new("--rounds") { Description = "How often each point is measured, in turn, behind what warms up.", DefaultValueFactory = static _ => 3 };
    private readonly Option<int> _most = new("--carts") { Description = "The most carts, 1000 to 1000000.", DefaultValueFactory = static _ => 1_000_000 };
    private readonly Option<bool> _json = new("--json") { Description = "Print one JSON object, and nothing else, on the standard output." };
    private readonly Option<string?> _report = new("--report") { Description = "A folder for a page with the curves, each as a picture too, and the figures as JSON." };
    private readonly ServerOptions _servers = new();

    public GrowthCommand()
        : base("growth", "Measures adds from 1,000 to 1,000,000 carts, from 1 to 500 lines, from 1 to 512 callers, and the bytes a cart.")
    {
        Add(_rounds);
        Add(_most);
        Add(_json);
        Add(_report);
        _servers.AddTo(this);
        _rounds.Validators.Add(static result => OptionRange.Require(result, static (int rounds) => rounds >= 1, "1 or more"));
        _most.Validators.Add(static result => OptionRange.Require(result, static (int carts) => carts is >= 1_000 and <= 1_000_000, "1000 to 1000000"));
        SetAction((parsed, token) => _servers.WithServersAsync(parsed, needsPostgres: false, addresses => MeasureAsync(parsed, addresses, token), token));
    }

    private async Task<int> MeasureAsync(ParseResult parsed, ServerAddresses addresses, CancellationToken cancellationToken)
    {
        var narrator = new Narrator();
        var curves = new List<GrowthCurve>();
        await narrator.WatchAsync(async () =>
        {
            await using var bench = await TargetBench.OpenAsync(addresses, new Rounds(parsed.GetValue(_rounds), narrator));
            curves.AddRange(await GrowthOfCallers.MeasureAsync(bench, cancellationToken));
            curves.AddRange(await GrowthOfLength.MeasureAsync(bench, cancellationToken));
            curves.AddRange(await GrowthOfNumber.MeasureAsync(bench, parsed.GetValue(_most), cancellationToken));
        });
        var facts = await RunFacts.ReadAsync(addresses, cancellationToken);
        var figures = JsonSerializer.Serialize(new { Run = facts, Curves = curves }, Format);
        await Console.Out.WriteLineAsync(parsed.GetValue(_json) ? figures : Markdown(curves));
        if (parsed.GetValue(_report) is { } folder)
        {
            await ReportAsync(folder, curves, facts, figures, cancellationToken);
        }

        return 0;
    }

    private static async Task ReportAsync(
        string folder, IReadOnlyList<GrowthCurve> curves, RunFacts facts, string figures, CancellationToken cancellationToken)
    {
        var page = new ReportPage("Cart: growth", facts);
        Directory.CreateDirectory(folder);
        foreach (var curve in curves)
        {
            var plot = curve.Plot();
            await File.WriteAllBytesAsync(Path.Combine(folder, curve.Id + ".png"), plot, cancellationToken);
            page.Heading(curve.Title).Plot(curve.Title, plot).Table([curve.Across, .. curve.Series.Select(static series => series.Name)], Rows(curve));
        }

        await page.WriteAsync(folder, figures, cancellationToken);
    }

    private static string Markdown(IReadOnlyList<GrowthCurve> curves)
    {
        var tables = new StringBuilder();
        foreach (var curve in curves)
        {
            tables.Append(CultureInfo.InvariantCulture, $"{curve.Title}: {curve.Up}\n\n| {curve.Across} |")
                .AppendJoin('|', curve.Series.Select(static series => $" {series.Name} ")).Append("|\n|--:|").Append(string.Concat(curve.Series.Select(static _ => "--:|"))).Append('\n');
            foreach (var row in Rows(curve))
            {
                tables.Append("| ").AppendJoin(" | ", row).Append(" |\n");
            }

            tables.Append('\n');
        }

        return tables.ToString();
    }

    private static IEnumerable<IReadOnlyList<string>> Rows(GrowthCurve curve) => curve.Series[0].Points.Select((point, place) => (IReadOnlyList<string>)
        [point.Across.ToString("N0", CultureInfo.InvariantCulture), .. curve.Series.Select(series => TargetTable.Figure(series.Points[place].Up))]);
}
