using Cart.Engine;
using Cart.Redis;
using StackExchange.Redis;

namespace Cart.LoadTest;

/// <summary>P3: how long Redis itself works for an add, against a script that does nothing but one <c>HINCRBY</c> on a hash of that size.</summary>
internal sealed class ServerCostTarget : ITarget
{
    private const string Increment = "return redis.call('HINCRBY', KEYS[1], ARGV[1], ARGV[2])";
    private const int Carts = 1_000;
    private const int Adds = 50_000;

    public string Id => "P3";

    public string Subject => "what an add costs the server";

    public async Task<IReadOnlyList<TargetRow>> MeasureAsync(TargetBench bench, CancellationToken cancellationToken) =>
    [
        await RowAsync(bench, "P3", lines: 5, whole: false, 2.5, cancellationToken),
        await RowAsync(bench, "P3b", lines: 100, whole: false, 3.2, cancellationToken),
        await RowAsync(bench, "P3c", lines: 5, whole: true, 3.2, cancellationToken),
    ];

    private static async Task<TargetRow> RowAsync(
        TargetBench bench, string id, int lines, bool whole, double most, CancellationToken cancellationToken)
    {
        var carts = await LongCarts.FillAsync(bench, Carts, lines, cancellationToken);
        var counters = await CountersAsync(bench.Redis.Database, carts);
        var commands = await RawAdds.CommandsOfAsync(bench, () => AddAsync(0, cancellationToken), cancellationToken);
        var measured = await bench.Rounds.InTurnAsync(
            $"{id}, {lines} lines", cancellationToken, () => CostAsync(Scripts, IncrementAsync), () => CostAsync(commands, AddAsync));
        await bench.Redis.RemoveAsync([.. counters, .. carts.All.Select(CartKeys.Default.Cart)]);
        return new TargetRow
        {
            Id = id,
            What = $"work of the server for an add to a cart of {lines} lines, answering {(whole ? "the whole cart" : "the change only")}",
            Unit = "µs/add",
            Values = measured[1],
            Against = "a script of one HINCRBY",
            References = measured[0],
            Rule = TargetRule.RatioAtMost(most),
            Note = $"an add sends: {string.Join(", ", commands)}",
        };

        Task<double> CostAsync(IReadOnlySet<string> ofCommands, Func<int, CancellationToken, Task> operation) => bench.Redis.ServerCostAsync(
            ofCommands, Adds, () => ClosedLoop.RunAsync(TargetBench.Callers, Adds, operation, cancellationToken));

        async Task AddAsync(int number, CancellationToken caller)
        {
            var (cart, product) = carts.Of(number);
            var add = new AddLines(product, 1, Shelf.PriceOf(product)) { WithSnapshot = whole };
            var result = await bench.Engine.ApplyAsync(cart, add, caller);
            Expect.That(result.Status is CartStatus.Ok, "An add", result.Status);
        }

        Task IncrementAsync(int number, CancellationToken caller) => bench.Redis.Database.ScriptEvaluateAsync(
            Increment, [counters[number % counters.Length]], [carts.Of(number).Product.ToString(), 1]);
    }

    private static IReadOnlySet<string> Scripts { get; } = new HashSet<string> { "eval", "evalsha" };

    // A copy of a cart, whose lines are numbers: the same fields, and as many bytes but for the prices.
    private static async Task<RedisKey[]> CountersAsync(IDatabase database, LongCarts carts)
    {
        var lines = carts.Products.Select(static product => new HashEntry(product.ToString(), 1)).ToArray();
        var counters = new RedisKey[carts.All.Count];
        for (var i = 0; i < counters.Length; i++)
        {
            counters[i] = $"{{counter:{carts.All[i]}}}";
            await database.ExecuteAsync("COPY", CartKeys.Default.Cart(carts.All[i]), counters[i]);
            await database.HashSetAsync(counters[i], lines);
        }

        return counters;
    }
}
