using System.Globalization;
using Npgsql;

namespace Cart.Faults;

/// <summary>
/// Some seconds in the life of a shop: two workers under load, struck by faults of the kinds given; then it comes to rest and everything
/// that was promised is checked.
/// </summary>
internal sealed class Episode(FaultServers servers, int seed, IReadOnlyList<FaultKind> kinds, FaultCounts counts)
{
    private readonly Random _random = new(seed);

    /// <summary>How long the worker may take to be ready, and to end.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Runs the episode.</summary>
    /// <param name="duration">How long faults strike.</param>
    /// <param name="cancellationToken">Ends it early, with its processes.</param>
    public async Task<EpisodeReport> RunAsync(TimeSpan duration, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("cart-episode-");
        var schema = string.Create(CultureInfo.InvariantCulture, $"episode_{seed}");
        var logs = new List<string>();
        var workers = new List<WorkerProcess>();
        try
        {
            var settings = servers.SettingsFor(schema, "", seed);
            var end = new EpisodeEnd(servers, settings);
            await end.PrepareAsync(cancellationToken);
            workers.AddRange([StartWorker(null), StartWorker(null)]);
            var striker = new Striker(servers, StartWorker, workers, _random, counts);
            await StrikeAsync(striker, logs, duration, cancellationToken);
            foreach (var worker in workers)
            {
                using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
                patience.CancelAfter(Patience);
                await worker.EndAsync(patience.Token);
            }

            return await end.CheckAsync([.. logs.Where(File.Exists).SelectMany(WorkLog.Read)], striker.CartsLostAt, cancellationToken);

            WorkerProcess StartWorker(string? fault)
            {
                logs.Add(Path.Combine(folder.FullName, $"{logs.Count}.log"));
                return WorkerProcess.Start("work", settings with { Log = logs[^1] }, fault);
            }
        }
        finally
        {
            workers.ForEach(static worker => worker.Dispose());
            folder.Delete(recursive: true);
            await DropAsync(schema);
        }
    }

    // A shop that has not sold anything yet would have nothing to lose.
    private async Task StrikeAsync(Striker striker, List<string> logs, TimeSpan duration, CancellationToken cancellationToken)
    {
        await Waiting.UntilAsync(() => Task.FromResult(HasOrder(logs)), "the shop under load placed an order", cancellationToken);
        var until = System.Diagnostics.Stopwatch.StartNew();
        while (until.Elapsed < duration)
        {
            await Task.Delay(_random.Next(200, 1200), cancellationToken);
            await striker.StrikeAsync(kinds[_random.Next(kinds.Count)], cancellationToken);
        }
    }

    private static bool HasOrder(IEnumerable<string> logs) =>
        logs.Where(File.Exists).SelectMany(WorkLog.Read).Any(static note => note.Order is not null);

    private async Task DropAsync(string schema)
    {
        await using var source = NpgsqlDataSource.Create(servers.Postgres.ConnectionString);
        await using var drop = source.CreateCommand($"DROP SCHEMA IF EXISTS {schema} CASCADE");
        await drop.ExecuteNonQueryAsync();
    }
}
