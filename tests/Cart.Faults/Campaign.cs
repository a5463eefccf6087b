using System.Diagnostics;
using System.Globalization;
using Spectre.Console;

namespace Cart.Faults;

/// <summary>Runs episodes on real servers, and simulated histories between them, for as long as it is told to, and sums them up.</summary>
internal sealed class Campaign(IAnsiConsole console, int firstSeed)
{
    /// <summary>How many histories are simulated behind each episode.</summary>
    private const int Histories = 1000;

    private static readonly TimeSpan EpisodeLength = TimeSpan.FromSeconds(12);

    /// <summary>What can strike while no cart may be lost, each of them at any time.</summary>
    public static readonly FaultKind[] Durable =
    [
        FaultKind.WorkerKilled, FaultKind.WorkerPaused, FaultKind.FaultPoint, FaultKind.RedisRestarted, FaultKind.RedisRepliesLost,
        FaultKind.PostgresRepliesLost, FaultKind.PostgresRestarted, FaultKind.BackendsTerminated,
    ];

    /// <summary>The same, and losses of carts.</summary>
    public static readonly FaultKind[] Lossy = [.. Durable, FaultKind.RedisTailCut, FaultKind.RedisFailedOver, FaultKind.RedisEmptied];

    private readonly FaultCounts _real = new();
    private readonly FaultCounts _simulated = new();
    private readonly List<string> _violations = [];
    private long _episodes;
    private long _operations;
    private long _orders;
    private long _histories;
    private long _simulations;

    /// <summary>Runs the campaign and prints its table.</summary>
    /// <returns>Whether nothing was found to be wrong.</returns>
    public async Task<bool> RunAsync(TimeSpan duration, CancellationToken cancellationToken)
    {
        var running = Stopwatch.StartNew();
        await using var servers = await FaultServers.StartAsync(cancellationToken);
        for (var seed = firstSeed; running.Elapsed < duration && !cancellationToken.IsCancellationRequested; seed++)
        {
            await RunEpisodeAsync(servers, seed, cancellationToken);
            Simulate(seed);
            console.MarkupLineInterpolated(CultureInfo.InvariantCulture,
                $"{running.Elapsed:hh\\:mm\\:ss}  episode {seed}: {_orders} orders, {_real.All.Sum(static fault => fault.Count)} faults, {_simulations} simulated histories, {_violations.Count} violations");
        }

        Print(running.Elapsed);
        return _violations.Count == 0;
    }

    private async Task RunEpisodeAsync(FaultServers servers, int seed, CancellationToken cancellationToken)
    {
        var report = await new Episode(servers, seed, seed % 3 == 0 ? Lossy : Durable, _real).RunAsync(EpisodeLength, cancellationToken);
        _episodes++;
        _operations += report.Operations;
        _orders += report.Orders;
        _histories += report.Histories;
        Note($"episode {seed}", report.Violations);
    }

    private void Simulate(int episode)
    {
        for (var seed = episode * Histories; seed < (episode + 1) * Histories; seed++)
        {
            Note($"simulation {seed}", SimulationRun.Run(seed, counts: _simulated));
            _simulations++;
        }
    }

    private void Note(string where, IReadOnlyList<string> violations)
    {
        foreach (var violation in violations)
        {
            _violations.Add($"{where}: {violation}");
            console.WriteLine($"VIOLATION in {where}: {violation}");
        }
    }

    private void Print(TimeSpan elapsed)
    {
        var table = new Table().Border(TableBorder.Markdown).AddColumn("what").AddColumn(new TableColumn("count").RightAligned());
        Row("minutes", (long)elapsed.TotalMinutes);
        Row("episodes on real servers", _episodes);
        Row("operations", _operations);
        Row("orders", _orders);
        Row("carts whose history was checked to be linearizable", _histories);
        foreach (var (kind, count) in _real.All)
        {
            Row($"fault: {kind}", count);
        }

        Row("simulated histories", _simulations);
        foreach (var (kind, count) in _simulated.All)
        {
            Row($"simulated fault: {kind}", count);
        }

        Row("violations", _violations.Count);
        console.Write(table);
        _violations.ForEach(violation => console.WriteLine(violation));

        void Row(string what, long count) => table.AddRow(what, count.ToString("N0", CultureInfo.InvariantCulture));
    }
}
