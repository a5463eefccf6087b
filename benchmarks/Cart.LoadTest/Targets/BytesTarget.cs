using Cart.Engine;
using Cart.Redis;

namespace Cart.LoadTest;

/// <summary>P4: the memory that a cart takes in Redis, against the JSON blob of the same cart.</summary>
internal sealed class BytesTarget : ITarget
{
    public string Id => "P4";

    public string Subject => "bytes a cart";

    public async Task<IReadOnlyList<TargetRow>> MeasureAsync(TargetBench bench, CancellationToken cancellationToken)
    {
        var (engine, json) = (bench.Carts, new JsonCarts(bench.Redis.Database));
        var cart = CartId.New();
        await FillAsync(0, 5);
        var (five, fiveAsJson) = (await bench.Redis.BytesOfAsync(CartKeys.Default.Cart(cart)), await bench.Redis.BytesOfAsync(JsonCarts.KeyOf(cart)));
        await FillAsync(5, 5);
        var (ten, tenAsJson) = (await bench.Redis.BytesOfAsync(CartKeys.Default.Cart(cart)), await bench.Redis.BytesOfAsync(JsonCarts.KeyOf(cart)));
        var known = await KnownShopperAsync();
        await engine.RemoveAsync([cart], cancellationToken);
        await json.RemoveAsync([cart], cancellationToken);
        return
        [
            Row("P4", "memory of a guest's cart of 5 lines, with its key and expiry", five, fiveAsJson, 320)
                with { Note = $"with a user and one remembered operation: {known} B" },
            Row("P4b", "memory of 5 more lines", ten - five, tenAsJson - fiveAsJson, 120),
        ];

        async Task FillAsync(int first, int count)
        {
            foreach (var id in Enumerable.Range(first + 1, count))
            {
                await engine.AddAsync(cart, new ProductKey(7, id), 2, cancellationToken);
                await json.AddAsync(cart, new ProductKey(7, id), 2, cancellationToken);
            }
        }

        async Task<long> KnownShopperAsync()
        {
            var other = CartId.New();
            foreach (var id in Enumerable.Range(1, 5))
            {
                await engine.AddAsync(other, new ProductKey(7, id), 2, cancellationToken);
            }

            var bind = new BindUser("customer-12345") { Operation = OperationId.New() };
            Expect.That((await bench.Engine.ApplyAsync(other, bind, cancellationToken)).Status is CartStatus.Ok, "Binding a user", "a refusal");
            var bytes = await bench.Redis.BytesOfAsync(CartKeys.Default.Cart(other));
            await engine.RemoveAsync([other], cancellationToken);
            return bytes;
        }
    }

    private static TargetRow Row(string id, string what, double value, double reference, double most) => new()
    {
        Id = id,
        What = what,
        Unit = "B",
        Values = [value],
        Against = "the JSON blob of the same cart",
        References = [reference],
        Rule = TargetRule.ValueAtMost(most),
    };
}
