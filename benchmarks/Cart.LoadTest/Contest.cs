using System.Diagnostics;
using System.Globalization;
using Spectre.Console;

namespace Cart.LoadTest;

/// <summary>Runs contenders in turn (A B A B …), so that what else happens on the machine hits all of them, and compares their medians.</summary>
internal sealed class Contest(string name, int rounds, int callers)
{
    private readonly List<(string Name, Func<CancellationToken, Task<Func<int, Task>>> Prepare, int Operations)> _contenders = [];
    private readonly Dictionary<string, List<double>> _rates = [];

    public string Name { get; } = name;

    public IReadOnlyDictionary<string, List<double>> Rates => _rates;

    /// <summary>Adds a contender; the first is what the others are compared with.</summary>
    /// <param name="contender">Its name.</param>
    /// <param name="operations">How many operations a round has.</param>
    /// <param name="prepare">Prepares a round, which is not timed, and returns an operation by its number.</param>
    public Contest Add(string contender, int operations, Func<CancellationToken, Task<Func<int, Task>>> prepare)
    {
        _contenders.Add((contender, prepare, operations));
        _rates[contender] = [];
        return this;
    }

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        // The first round warms up and does not count.
        for (var round = 0; round <= rounds; round++)
        {
            foreach (var (contender, prepare, operations) in _contenders)
            {
                var operation = await prepare(cancellationToken);
                var rate = await MeasureAsync(operation, operations, cancellationToken);
                if (round > 0)
                {
                    _rates[contender].Add(rate);
                }
            }
        }
    }

    public void Print()
    {
        var table = new Table().Border(TableBorder.Markdown).Title(Name)
            .AddColumns("contender", "orders/s, median", "least - most", "ratio");
        var first = Median(_rates[_contenders[0].Name]);
        foreach (var (contender, rates) in _rates)
        {
            var median = Median(rates);
            table.AddRow(contender, Number(median), $"{Number(rates.Min())} - {Number(rates.Max())}", (median / first).ToString("F2", CultureInfo.InvariantCulture));
        }

        AnsiConsole.Write(table);
    }

    private static string Number(double rate) => rate.ToString("N0", CultureInfo.InvariantCulture);

    private static double Median(List<double> rates)
    {
        var sorted = rates.Order().ToList();
        return (sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2;
    }

    private async Task<double> MeasureAsync(Func<int, Task> operation, int operations, CancellationToken cancellationToken)
    {
        GC.Collect();
        var next = -1;
        var running = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, callers).Select(_ => Task.Run(CallAsync, cancellationToken)));
        return operations / running.Elapsed.TotalSeconds;

        async Task CallAsync()
        {
            for (var number = Interlocked.Increment(ref next); number < operations; number = Interlocked.Increment(ref next))
            {
                await operation(number);
            }
        }
    }
}
