using System.Collections.Immutable;
using Cart.Engine;

namespace Cart.Testing;

/// <summary>
/// Makes sequences of commands from a seed and runs them on two stores side by side: after every step both must have answered the
/// same and hold the same cart.
/// </summary>
internal static class RandomCommands
{
    private static readonly CartId[] Others = [CartId.New(), CartId.New()];
    private static readonly CartId[] Sources = [.. Enumerable.Range(0, 20).Select(_ => CartId.New())];

    /// <summary>Limits that random commands run into often.</summary>
    public static CartOptions TightLimits => new() { MaxLines = 6, MaxQuantityPerItem = 20 };

    public static async Task CompareAsync(int seed, int steps, ICartStore model, ICartStore store, CancellationToken cancellationToken)
    {
        var random = new Random(seed);
        var id = CartId.New();
        var operations = new List<OperationId>();
        long modelFence = 0, storeFence = 0;
        for (var step = 0; step < steps; step++)
        {
            var command = Next(random, operations, await model.GetAsync(id, cancellationToken));
            var expected = await model.ApplyAsync(id, WithFence(command, modelFence), cancellationToken);
            var actual = await store.ApplyAsync(id, WithFence(command, storeFence), cancellationToken);

            // Fences carry the time, so each store has its own.
            (modelFence, storeFence) = (expected.Snapshot?.Fence ?? modelFence, actual.Snapshot?.Fence ?? storeFence);
            var where = $"seed {seed}, step {step}: {command}";
            Assert.True(Describe(expected) == Describe(actual), $"{where}\nmodel: {Describe(expected)}\nstore: {Describe(actual)}");
            var (modelCart, storeCart) =
                (Describe(await model.GetAsync(id, cancellationToken)), Describe(await store.GetAsync(id, cancellationToken)));
            Assert.True(modelCart == storeCart, $"{where}\nmodel: {modelCart}\nstore: {storeCart}");
        }
    }

    private static CartCommand Next(Random random, List<OperationId> operations, CartSnapshot cart)
    {
        if (cart.State == CartState.CheckingOut || random.Next(25) == 0)
        {
            return random.Next(6) switch
            {
                0 => new FinishCheckout(0, OrderId.FromGuid(Guid.Parse("0198c9a5-0000-7000-8000-000000000001"))),
                1 or 2 or 3 => new ThawCheckout(0),
                _ => new BeginCheckout(TimeSpan.FromMinutes(5))
                {
                    ExpectedVersion = random.Next(4) == 0 ? cart.Version - 1 : null,
                    Operation = Operation(random, operations),
                    OperationContent = random.Next(2) == 0 ? "10.00" : "",
                },
            };
        }

        if (cart.State == CartState.Merging || random.Next(25) == 0)
        {
            return random.Next(8) switch
            {
                0 when cart.Version > 20 => new FinishMerge(Others[0]),
                < 3 => new AbandonMerge(Others[random.Next(2)], cart.Version - random.Next(2)),
                4 => new RefuseMerge(Sources[random.Next(Sources.Length)], random.Next(1, 4)),
                3 => new BeginMerge(new CartMerge(Others[random.Next(2)], (MergeStrategy)random.Next(3))) { EvenIfEmpty = random.Next(2) == 0 },
                _ => Merge(random),
            };
        }

        CartMutation mutation = random.Next(16) switch
        {
            < 5 => new AddLines([.. Enumerable.Range(0, 1 + random.Next(3)).Select(_ => new CartLine(Product(random), Units(random), Price(random)))]),
            < 8 => new SetLines([.. Enumerable.Range(0, 1 + random.Next(3)).Select(_ => Assignment(random))]) { CreateMissing = random.Next(2) == 0, LeavesOffSurplus = random.Next(3) == 0, DiscountCode = Code(random, orNone: true) },
            8 => new AdjustLine(Product(random), random.Next(-6, 9)) { PriceIfMore = random.Next(2) == 0 ? null : random.Next(0, 2000) / 100m },
            9 => new RemoveLine(Product(random)),
            10 => new BindUser(random.Next(3) == 0 ? null : "user " + random.Next(3)),
            11 or 12 => new ApplyDiscount(Code(random, orNone: false)!) { Replace = random.Next(3) == 0 },
            13 => new RemoveDiscount(),
            14 => new SelectShipping(random.Next(3) == 0 ? null : "option " + random.Next(3)),
            _ => new ClearLines(),
        };
        var lines = mutation is AddLines add ? add.Additions.Length : mutation is SetLines set ? set.Assignments.Length : 1;
        return mutation with
        {
            StockCeilings = random.Next(2) == 0 || mutation is not (AddLines or SetLines or AdjustLine) ? [] : Ceilings(random, lines),
            Operation = Operation(random, operations),
            ExpectedVersion = random.Next(8) == 0 ? cart.Version - random.Next(2) : null,
            MustExist = random.Next(4) == 0,
            Shopper = random.Next(3) > 0 ? null : new Shopper(random.Next(3) == 0 ? null : "user " + random.Next(3)),
            WithSnapshot = random.Next(2) == 0,
        };
    }

    private static MergeLines Merge(Random random)
    {
        var lines = Held(random);
        return new MergeLines(Sources[random.Next(Sources.Length)], random.Next(1, 4), (MergeStrategy)random.Next(3), lines)
        {
            DiscountCodes = Code(random, orNone: true) is { } code ? [code] : [],
            StockCeilings = random.Next(2) == 0 ? [] : Ceilings(random, lines.Length),
        };
    }

    private static ImmutableArray<CartLine> Held(Random random) =>
        [.. Enumerable.Range(1, random.Next(4)).Select(number => new CartLine(new ProductKey(7, number), random.Next(1, 25), random.Next(0, 2000) / 100m))];

    private static ImmutableArray<Quantity> Ceilings(Random random, int lines) =>
        [.. Enumerable.Range(0, lines).Select(_ => random.Next(3) == 0 ? Quantity.Ceiling : Quantity.Whole(random.Next(0, 20)))];

    private static string? Code(Random random, bool orNone) => orNone && random.Next(3) > 0 ? null : "CODE " + random.Next(3);

    private static OperationId? Operation(Random random, List<OperationId> operations)
    {
        switch (random.Next(5))
        {
            case 0 when operations.Count > 0:
                return operations[^Math.Min(operations.Count, 1 + random.Next(20))];
            case 1 or 2:
                operations.Add(OperationId.From("operation " + operations.Count));
                return operations[^1];
            default:
                return null;
        }
    }

    private static LineAssignment Assignment(Random random) =>
        new(Product(random), random.Next(3) == 0 ? null : Units(random) - 1, random.Next(2) == 0 ? null : Price(random))
        {
            PriceIfMore = random.Next(2) == 0 ? null : Price(random),
        };

    private static ProductKey Product(Random random) =>
        random.Next(2) == 0 ? new ProductKey(7, random.Next(1, 6)) : new ProductKey(8, "item {" + random.Next(4) + "}");

    private static int Units(Random random) => random.Next(10) == 0 ? random.Next(-1, 40) : random.Next(1, 8);

    private static decimal Price(Random random) => random.Next(15) == 0 ? 1.005m : random.Next(0, 2000) / 100m;

    private static CartCommand WithFence(CartCommand command, long fence) => command switch
    {
        FinishCheckout finish => finish with { Fence = fence },
        ThawCheckout thaw => thaw with { Fence = fence },
        _ => command,
    };

    private static string Describe(CartResult result) =>
        $"{result.Status} v{result.Version} replayed {result.Replayed} holds {result.UniqueCount}/{result.Count} changed [{string.Join("; ", result.Changed)}] "
        + $"removed [{string.Join("; ", result.Removed)}] about {result.Line} because [{string.Join("; ", result.Problems)}] held {result.Hold is not null} order {result.OrderId} "
        + $"created [{string.Join("; ", result.Created)}] clamped [{string.Join("; ", result.Clamped)}] merge {result.Merge} "
        + (result.Snapshot is { } cart ? Describe(cart) : "");

    private static string Describe(CartSnapshot cart) =>
        $"v{cart.Version} {cart.State} {cart.Currency} user {cart.UserId} created {cart.CreatedAt is not null} "
        + $"fenced {cart.Fence > 0} order {cart.OrderId} merge {cart.Merge} discount {string.Join(',', cart.DiscountCodes)} ships {cart.ShippingOptionId} lines [{string.Join("; ", cart.Lines)}]";
}
