using System.Globalization;
using System.Text;
using Cart.Engine;
using Cart.Redis;
using StackExchange.Redis;

namespace Cart.LoadTest;

/// <summary>
/// The engine's add, sent by hand: the same script with the same arguments, which were heard on the wire, without anything around it. All
/// that the benchmark knows of the engine's scripts is here: an add is one <c>EVALSHA</c> whose key is the cart's.
/// </summary>
internal sealed class RawAdds
{
    private readonly IDatabase _database;
    private readonly byte[] _script;
    private readonly RedisValue[][] _arguments;

    private RawAdds(IDatabase database, byte[] script, RedisValue[][] arguments) => (_database, _script, _arguments) = (database, script, arguments);

    /// <summary>Hears what the engine sends for one more unit of each product, in a cart that has the product.</summary>
    public static async Task<RawAdds> HearAsync(TargetBench bench, IReadOnlyList<ProductKey> products, CancellationToken cancellationToken)
    {
        var arguments = new RedisValue[products.Count][];
        byte[] script = [];
        var cart = CartId.New();
        for (var i = 0; i < products.Count; i++)
        {
            var product = products[i];
            await bench.Carts.AddAsync(cart, product, 1, cancellationToken);
            var sent = await CommandRecorder.RecordAsync(bench.Redis, () => bench.Carts.AddAsync(cart, product, 1, cancellationToken), cancellationToken);
            var evaluated = sent.SingleOrDefault(static command => command.Name == "evalsha")
                ?? throw new InvalidOperationException("An add of the engine is no longer one EVALSHA: RawAdds has to follow.");
            Expect.That(Encoding.ASCII.GetString(evaluated.Arguments[1]) == "1", "The keys of an add", evaluated.Arguments.Length);
            script = Convert.FromHexString(Encoding.ASCII.GetString(evaluated.Arguments[0]));
            arguments[i] = [.. evaluated.Arguments.Skip(3).Select(static argument => (RedisValue)argument)];
        }

        await bench.Carts.RemoveAsync([cart], cancellationToken);
        return new RawAdds(bench.Redis.Database, script, arguments);
    }

    /// <summary>Hears which commands an operation sends, scripts as one, and says how many.</summary>
    public static async Task<IReadOnlySet<string>> CommandsOfAsync(TargetBench bench, Func<Task> operation, CancellationToken cancellationToken)
    {
        await operation();
        var sent = await CommandRecorder.RecordAsync(bench.Redis, operation, cancellationToken);
        bench.Rounds.Narrator.Say(string.Create(CultureInfo.InvariantCulture, $"one add sends {sent.Count}: {string.Join(", ", sent.Select(static command => command.Name))}"));
        return sent.Select(static command => command.Name).ToHashSet();
    }

    /// <summary>Adds one unit.</summary>
    /// <param name="cart">The cart.</param>
    /// <param name="product">The place of the product in the list.</param>
    /// <param name="flags">Whether to wait for the answer.</param>
    public Task<RedisResult> AddAsync(CartId cart, int product, CommandFlags flags = CommandFlags.None) =>
        _database.ScriptEvaluateAsync(_script, [CartKeys.Default.Cart(cart)], _arguments[product], flags);
}
