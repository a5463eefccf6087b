using System.Collections.Concurrent;
using System.Diagnostics;

namespace Cart.Walk;

/// <summary>Runs walks, one seed after the other over all targets, and reports each kind of fault once.</summary>
/// <param name="output">Where the report goes.</param>
/// <param name="only">Part of the name of the rules that are of interest; null for all.</param>
internal sealed class WalkCampaign(TextWriter output, string? only = null)
{
    private const int Workers = 2;

    private static readonly TimeSpan ShrinkLimit = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan Progress = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<string, Kind> _kinds = [];
    private long _walks;
    private long _steps;

    /// <summary>The rules that were broken.</summary>
    public IReadOnlyCollection<string> Broken => [.. _kinds.Keys];

    /// <summary>How many steps were made.</summary>
    public long Steps => _steps;

    /// <summary>Runs walks until the time or their number is over.</summary>
    /// <returns>Whether nothing was found to be wrong.</returns>
    public async Task<bool> RunAsync(IReadOnlyList<Target> targets, int firstSeed, TimeSpan duration, int count, CancellationToken cancellationToken)
    {
        var shops = new List<(Target Target, WalkShop Shop)>();
        try
        {
            foreach (var target in targets)
            {
                shops.Add((target, await WalkShop.StartAsync(target)));
            }

            var running = Stopwatch.StartNew();
            var said = TimeSpan.Zero;
            var next = -1;
            await Task.WhenAll(Enumerable.Range(0, Workers).Select(_ => Task.Run(WorkAsync, cancellationToken)));
            async Task WorkAsync()
            {
                while (running.Elapsed < duration && Interlocked.Increment(ref next) is var n && n < count && !cancellationToken.IsCancellationRequested)
                {
                    var (target, shop) = shops[n % shops.Count];
                    await WalkAsync(shop, target, firstSeed + n, cancellationToken);
                    lock (_kinds)
                    {
                        if (running.Elapsed - said > Progress)
                        {
                            said = running.Elapsed;
                            output.WriteLine($"{running.Elapsed:hh\\:mm\\:ss}  {_walks} walks, {_steps} steps, {_kinds.Count} kinds of faults");
                        }
                    }
                }
            }

            Print();
            return _kinds.IsEmpty;
        }
        finally
        {
            foreach (var (_, shop) in shops)
            {
                await shop.DisposeAsync();
            }
        }
    }

    /// <summary>Repeats one walk, with all its calls.</summary>
    public async Task<bool> RepeatAsync(WalkShop shop, Target target, int seed, CancellationToken cancellationToken)
    {
        var result = await WalkRun.RunAsync(shop, target, CallDice.Roll(seed, target.Door), Looks(seed), cancellationToken);
        foreach (var line in result.Trace)
        {
            await output.WriteLineAsync("  " + line);
        }

        await WalkAsync(shop, target, seed, cancellationToken);
        Print();
        return _kinds.IsEmpty;
    }

    private static bool Looks(int seed) => seed % 3 != 0;

    private async Task WalkAsync(WalkShop shop, Target target, int seed, CancellationToken cancellationToken)
    {
        var calls = CallDice.Roll(seed, target.Door);
        var result = await WalkRun.RunAsync(shop, target, calls, Looks(seed), cancellationToken);
        Interlocked.Increment(ref _walks);
        Interlocked.Add(ref _steps, result.Steps);
        foreach (var rule in result.Findings.Select(static finding => finding.Rule).Distinct())
        {
            if (only is not null && !rule.Contains(only, StringComparison.OrdinalIgnoreCase))
            {
                continue;
            }

            var kind = _kinds.GetOrAdd(rule, static _ => new Kind());
            if (Interlocked.Increment(ref kind.Count) == 1)
            {
                var (_, shortest) = await new Shrinker(shop, target, Looks(seed), rule, ShrinkLimit).ShrinkAsync(calls, result, cancellationToken);
                var finding = shortest.Findings.First(one => one.Rule == rule);
                kind.Text = $"{rule}: seed {seed} on {target}\n    {string.Join("\n    ", shortest.Trace.Take(finding.Lines))}"
                    + $"\n    again: dotnet run --project tests/Cart.Walk -c Release -- walk --seed {seed} --target {target}";
                lock (_kinds)
                {
                    output.WriteLine($"\n{kind.Text}");
                }
            }
        }
    }

    private void Print()
    {
        output.WriteLine($"\n{_walks} walks, {_steps} steps, {_kinds.Count} kinds of faults");
        foreach (var (rule, kind) in _kinds.OrderByDescending(static pair => pair.Value.Count))
        {
            output.WriteLine($"{kind.Count,6} x {rule}");
        }
    }

    private sealed class Kind
    {
        public int Count;

        public string? Text { get; set; }
    }
}
