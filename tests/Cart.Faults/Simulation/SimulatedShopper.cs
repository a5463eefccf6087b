using System.Collections.Immutable;
using System.Globalization;
using Cart.Engine;

namespace Cart.Faults;

/// <summary>
/// Does things to carts that others use, too. Repeats what was not answered, under the same operation id and maybe at another process.
/// </summary>
internal sealed class SimulatedShopper(World world, IReadOnlyList<CartId> carts, bool merges) : Actor
{
    private const int MaxTries = 4;

    private long Now => world.Scheduler.Steps;

    public async Task ShopAsync(int operations)
    {
        for (var i = 0; i < operations; i++)
        {
            await world.Scheduler.TurnAsync(this);
            var cart = carts[world.Random.Next(carts.Count)];
            await (world.Random.Next(12) switch
            {
                < 5 => AddAsync(cart),
                5 => RemoveAsync(cart),
                6 or 7 => ReadAsync(cart),
                8 => ApplyDiscountAsync(cart),
                9 when merges => MergeAsync(cart),
                _ => CheckoutAsync(cart),
            });
        }
    }

    private async Task AddAsync(CartId cart)
    {
        var token = new Token(world.Ledger.Tokens.Count, world.Random.Next(1, 4), world.Scheduler.Steps);
        world.Ledger.Tokens.Add(token);
        var add = new AddLines(token.Product, token.Quantity, 1m + token.Number) { Operation = OperationId.From($"add {token.Number}") };
        var (start, result) = (Now, await RepeatAsync(engine => engine.ApplyAsync(cart, add).AsTask()));
        token.IsUncertain = result.Uncertain;
        if (result.Answer?.Status is CartStatus.Ok)
        {
            token.IsAcknowledged = true;
            world.Ledger.Note(cart, CartModel.Add(start, Now, token.Bit));
        }
        else if (result.Uncertain)
        {
            world.Ledger.Note(cart, CartModel.Add(start, null, token.Bit));
        }
    }

    private async Task RemoveAsync(CartId cart)
    {
        if (world.Ledger.Tokens.Count == 0)
        {
            return;
        }

        var token = world.Ledger.Tokens[world.Random.Next(world.Ledger.Tokens.Count)];
        token.IsRemoved = true;
        var remove = new RemoveLine(token.Product) { Operation = OperationId.From($"remove {token.Number} at {Now} {cart}") };
        var (start, result) = (Now, await RepeatAsync(engine => engine.ApplyAsync(cart, remove).AsTask()));
        if (result.Uncertain || result.Answer?.Status is CartStatus.Ok)
        {
            var end = result.Answer?.Status is CartStatus.Ok ? Now : (long?)null;
            world.Ledger.Note(cart, CartModel.Remove(start, end, token.Bit));
        }
    }

    private async Task ReadAsync(CartId cart)
    {
        var (start, result) = (Now, await RepeatAsync(engine => engine.GetAsync(cart).AsTask()));
        if (result.Answer is { } snapshot)
        {
            world.Ledger.Note(cart, CartModel.Read(start, Now, snapshot.State, BitsOf(snapshot.Lines)));
        }
    }

    private async Task ApplyDiscountAsync(CartId cart) =>
        await RepeatAsync(engine => engine.ApplyAsync(cart, new ApplyDiscount(World.Code.Text)).AsTask());

    private async Task MergeAsync(CartId cart)
    {
        var target = carts[world.Random.Next(carts.Count)];
        if (target != cart)
        {
            world.Ledger.HasMerged = true;
            await RepeatAsync(engine => engine.MergeAsync(cart, new CartMerge(target, MergeStrategy.Add)));
        }
    }

    private async Task CheckoutAsync(CartId cart)
    {
        var (start, result) = (Now, await RepeatAsync(engine => engine.CheckoutAsync(cart)));
        if (result.Answer?.Order is { } order)
        {
            world.Ledger.Answers.Add((cart, order));
            world.Ledger.Note(cart, CartModel.Checkout(start, Now, BitsOf(order.Lines)));
        }
        else if (result.Uncertain)
        {
            world.Ledger.Note(cart, CartModel.Checkout(start, null, null));
        }
    }

    private static ulong BitsOf(ImmutableArray<CartLine> lines) =>
        lines.Aggregate(0UL, static (bits, line) => bits | (1UL << int.Parse(line.Product.ObjectId, CultureInfo.InvariantCulture)));

    // Uncertain is what some answer is missing of, whatever the last one says.
    private async Task<(T? Answer, bool Uncertain)> RepeatAsync<T>(Func<CartEngine, Task<T>> ask)
        where T : class
    {
        var uncertain = false;
        for (var tries = 0; tries < MaxTries; tries++)
        {
            var process = world.AnyProcess();
            var asking = ask(process.Engine);
            if (await Task.WhenAny(asking, process.Death) == asking)
            {
                try
                {
                    return (await asking, uncertain);
                }
                catch (CartUnavailableException unavailable)
                {
                    uncertain |= unavailable.OutcomeUnknown;
                }
            }
            else
            {
                uncertain = true;
            }

            await world.Scheduler.TurnAsync(this);
        }

        return (null, uncertain);
    }
}
