using Cart.Engine;

namespace Cart.Testing;

/// <summary>How several lines of one product become an order.</summary>
public abstract partial class CheckoutContract
{
    [Fact]
    public async Task Two_lines_of_one_product_stay_two_lines_on_every_way()
    {
        var (carts, orders) = await CreateAsync(new CartOptions());
        var engine = CartServices.Engine(carts: carts, orders: orders);
        var (plain, engraved, guest) = (LineKey.Of(Widget), new LineKey(Widget, "k3JdX1aQ9bc"), CartId.New());

        var added = await carts.ApplyAsync(
            _id, new AddLines(Line(plain, 2, 9.99m), Line(engraved, 1, 14.99m), Line(engraved, 1, 14.99m)) { WithSnapshot = true }, Cancellation);
        Assert.Equal([Line(plain, 2, 9.99m), Line(engraved, 2, 14.99m)], added.Snapshot!.Lines);
        Assert.Equal([plain, engraved], added.Created);

        // Each change is about the line that it names.
        var set = await carts.ApplyAsync(_id, new SetLines(new LineAssignment(engraved, Quantity.Whole(5))), Cancellation);
        Assert.Equal([Line(engraved, 5, 14.99m)], set.Changed);
        var adjusted = await carts.ApplyAsync(_id, new AdjustLine(engraved, Quantity.Whole(-1)), Cancellation);
        Assert.Equal([Line(engraved, 4, 14.99m)], adjusted.Changed);
        var removed = await carts.ApplyAsync(_id, new RemoveLine(plain), Cancellation);
        Assert.Equal([Line(plain, 2, 9.99m)], removed.Removed);
        var (absent, tooMany) = (
            await carts.ApplyAsync(_id, new RemoveLine(plain), Cancellation),
            await carts.ApplyAsync(_id, new AdjustLine(engraved, Quantity.Whole(9999)), Cancellation));
        Assert.Equal((CartStatus.LineNotFound, plain), (absent.Status, absent.Line));
        Assert.Equal((CartStatus.QuantityLimit, engraved), (tooMany.Status, Assert.Single(tooMany.Problems).Key));

        // A merge adds the lines of one key, and keeps those of different keys apart.
        await carts.ApplyAsync(guest, new AddLines(Line(plain, 3, 9.99m), Line(engraved, 9999, 15.99m)), Cancellation);
        await carts.ApplyAsync(guest, new BeginMerge(new CartMerge(_id, MergeStrategy.Add)), Cancellation);
        var source = await carts.GetAsync(guest, Cancellation);
        var merged = await carts.ApplyAsync(_id, new MergeLines(guest, source.Version, MergeStrategy.Add, source.Lines), Cancellation);
        Assert.Equal((plain, engraved), (Assert.Single(merged.Created), Assert.Single(merged.Clamped)));
        var cart = await carts.GetAsync(_id, Cancellation);
        Assert.Equal([Line(engraved, 9999, 15.99m), Line(plain, 3, 9.99m)], cart.Lines);
        Assert.Equal(engraved, Assert.Single(cart.MergeNotes).Clamped!.Key);

        // Both formats name the lines by their keys.
        foreach (var payload in (CartPayload[])[CartJson.Read(CartJson.Write(cart)), CartMessagePack.Read(CartMessagePack.Write(cart))])
        {
            var copy = CartId.New();
            await carts.ApplyAsync(copy, new SetLines(payload.Lines) { CreateMissing = true }, Cancellation);
            Assert.Equal(cart.Lines, (await carts.GetAsync(copy, Cancellation)).Lines);
        }

        var placed = await engine.CheckoutAsync(_id, new CheckoutRequest(), Cancellation);
        Assert.Equal("placed", placed.Outcome);
        Assert.Equal(cart.Lines, (await orders.GetAsync(placed.Order!.Id, Cancellation))!.Lines);

        static CartLine Line(LineKey key, int units, decimal unitPrice) => new(key, Quantity.Whole(units), unitPrice);
    }
}
