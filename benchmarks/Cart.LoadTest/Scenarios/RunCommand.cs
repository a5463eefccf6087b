using System.CommandLine;

namespace Cart.LoadTest;

/// <summary>Loads the engine and other designs with what shoppers do, and checks what was lost.</summary>
internal sealed class RunCommand : Command
{
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(1);

    private readonly Option<string?> _scenario = new("--scenario") { Description = "browse, add, mixed, merge, flash, checkout, or all. Default: all." };
    private readonly Option<double?> _rate = new("--rate") { Description = "Operations a second, whatever is answered (open loop). Times count from when an operation was due. Default: none, callers wait." };
    private readonly Option<int> _callers = new("--callers") { Description = "How many callers wait for answers (closed loop).", DefaultValueFactory = static _ => 64 };
    private readonly Option<double> _seconds = new("--seconds") { Description = "How long each design is loaded.", DefaultValueFactory = static _ => 5 };
    private readonly Option<bool> _json = new("--json") { Description = "Print one JSON object, and nothing else, on the standard output." };
    private readonly Option<string?> _report = new("--report") { Description = "A folder for a page with plots, and the figures as JSON." };
    private readonly ServerOptions _servers = new();

    public RunCommand()
        : base("run", "Loads the engine and other designs with what shoppers do, in turn, and checks that nothing was lost. Exit code 1 if the engine lost anything.")
    {
        foreach (var option in (Option[])[_scenario, _rate, _callers, _seconds, _json, _report])
        {
            Add(option);
        }

        _servers.AddTo(this);
        _callers.Validators.Add(static result => OptionRange.Require(result, static (int callers) => callers >= 1, "1 or more"));
        _seconds.Validators.Add(static result => OptionRange.Require(result, static (double seconds) => seconds > 0, "greater than 0"));
        _rate.Validators.Add(static result => OptionRange.Require(result, static (double? rate) => rate is null or > 0, "greater than 0"));
        SetAction(RunAsync);
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        IReadOnlyList<IScenario> scenarios;
        try
        {
            scenarios = AllScenarios.Find(parsed.GetValue(_scenario));
        }
        catch (FormatException unknown)
        {
            await Console.Error.WriteLineAsync(unknown.Message);
            return 2;
        }

        return await _servers.WithServersAsync(parsed, needsPostgres: true, addresses => LoadAsync(parsed, scenarios, addresses, cancellationToken), cancellationToken);
    }

    private async Task<int> LoadAsync(ParseResult parsed, IReadOnlyList<IScenario> scenarios, ServerAddresses addresses, CancellationToken cancellationToken)
    {
        var load = new Load(parsed.GetValue(_callers), parsed.GetValue(_rate), TimeSpan.FromSeconds(parsed.GetValue(_seconds)));
        var narrator = new Narrator();
        var rows = new List<ScenarioRow>();
        await narrator.WatchAsync(async () =>
        {
            await using var bench = await ScenarioBench.OpenAsync(addresses, narrator, cancellationToken);
            foreach (var scenario in scenarios)
            {
                rows.AddRange(await LoadAsync(scenario, bench, load, narrator, cancellationToken));
            }
        });
        await Console.Out.WriteLineAsync(parsed.GetValue(_json) ? ScenarioTable.Json(rows, load) : ScenarioTable.Markdown(rows));
        if (parsed.GetValue(_report) is { } folder)
        {
            await ScenarioReport.WriteAsync(folder, rows, load, await RunFacts.ReadAsync(addresses, cancellationToken), cancellationToken);
        }

        foreach (var broken in rows.Where(static row => row.IsBroken))
        {
            await Console.Error.WriteLineAsync($"{broken.Scenario}: the engine lost {broken.Check.Lost} {broken.Check.Unit}, and has {broken.Check.Surplus} too many.");
        }

        return rows.Exists(static row => row.IsBroken) ? 1 : 0;
    }

    private static async Task<IReadOnlyList<ScenarioRow>> LoadAsync(
        IScenario scenario, ScenarioBench bench, Load load, Narrator narrator, CancellationToken cancellationToken)
    {
        narrator.Say($"{scenario.Name}: {scenario.Does}");
        var contenders = await scenario.PrepareAsync(bench, cancellationToken);
        var rows = new List<ScenarioRow>();
        foreach (var contender in contenders)
        {
            narrator.Say($"{scenario.Name}: {contender.Name}, {load}");
            // A code with a cap would be used up before it is measured.
            if (scenario.Name != "flash")
            {
                await new LoadRun(contender, load with { Time = WarmUp }).RunAsync(cancellationToken);
            }

            var figures = await new LoadRun(contender, load).RunAsync(cancellationToken);
            rows.Add(new ScenarioRow(scenario.Name, contender.Name, contender.IsEngine, figures, await contender.CheckAsync(cancellationToken)));
            await contender.CleanAsync(cancellationToken);
        }

        await bench.CloseShopsAsync();
        return rows;
    }
}
