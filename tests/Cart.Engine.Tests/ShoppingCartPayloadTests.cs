using System.Text;

namespace Cart.Engine.Tests;

/// <summary>Carts that leave the facade as a payload, and come back.</summary>
public sealed class ShoppingCartPayloadTests
{
    private static readonly ProductKey Widget = new(7, 42);

    private readonly InMemoryCartSession _session = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Restoring_cuts_quantities_and_leaves_a_discount_off_that_is_not_valid()
    {
        using var host = new FacadeHost(new CartOptions { MaxQuantityPerItem = 5 });
        var cart = host.Request(_session);
        await cart.AddAsync(new ProductKey(7, 43), 2m, 3, cancellationToken: Cancellation);
        var json = """{"7:42":{"quantity":50,"unit_price":"1.00"},"7:43":{"unit_price":"2.50"},"__discount__":{"code":"GONE"}}""";

        var restored = await cart.RestoreAsync(CartJson.Read(Encoding.UTF8.GetBytes(json)), cancellationToken: Cancellation);

        Assert.Equal(["quantity_limit", "discount_not_found"], restored.Warnings.Select(warning => warning.Code));
        Assert.Equal(
            [new CartLine(new(7, 43), 3, 2.5m), new CartLine(Widget, 5, 1m)], (await cart.GetSnapshotAsync(Cancellation)).Lines);
        Assert.Null((await cart.GetSnapshotAsync(Cancellation)).DiscountCodes.FirstOrDefault());
    }

    [Fact]
    public async Task A_payload_with_one_fault_changes_nothing_and_says_where_it_is()
    {
        using var host = new FacadeHost();
        var cart = host.Request(_session);
        await cart.AddAsync(Widget, 1m, cancellationToken: Cancellation);
        var payload = CartJson.Read(Encoding.UTF8.GetBytes("""{"7:42":{"quantity":9},"7:43":{"quantity":1}}"""));

        var refused = await Assert.ThrowsAsync<InvalidPayloadException>(() => cart.RestoreAsync(payload, cancellationToken: Cancellation));

        Assert.Equal("/7:43/unit_price", refused.Path);
        Assert.Equal(1, await host.Request(_session).CountAsync(Cancellation));
    }

    [Fact]
    public async Task A_cart_moves_between_sessions_in_either_form()
    {
        using var host = new FacadeHost();
        await host.Get<DiscountService>().CreateAsync(new Discount { Code = DiscountCode.Parse("TEN"), Value = 10 }, Cancellation);
        var cart = host.Request(_session);
        await cart.AddAsync(new ProductKey(8, "85123A"), 2.55m, 6, cancellationToken: Cancellation);
        await cart.ApplyDiscountAsync("TEN", cancellationToken: Cancellation);

        var fromJson = host.Request(new InMemoryCartSession());
        var fromMessagePack = host.Request(new InMemoryCartSession());
        await fromJson.RestoreAsync(CartJson.Read(await cart.SerializeAsync(Cancellation)), cancellationToken: Cancellation);
        await fromMessagePack.RestoreAsync(CartMessagePack.Read(await cart.SerializeMessagePackAsync(Cancellation)), cancellationToken: Cancellation);

        Assert.Equal(await cart.SerializeAsync(Cancellation), await fromJson.SerializeAsync(Cancellation));
        Assert.Equal(await cart.SerializeAsync(Cancellation), await fromMessagePack.SerializeAsync(Cancellation));
        Assert.Equal(13.77m, (await fromMessagePack.TotalsAsync(Cancellation)).Total);
    }

    [Theory]
    [InlineData("""{"42":{"content_type_id":7,"quantity":1}}""", "/42/unit_price")]
    [InlineData("""{"7:a/b~c":{"quantity":1}}""", "/7:a~1b~0c/unit_price")]
    [InlineData("""{"7:42":{"unit_price":"1.005"}}""", "/7:42/unit_price")]
    public async Task A_price_that_is_refused_is_pointed_at_where_the_payload_has_it(string json, string path)
    {
        using var host = new FacadeHost();

        var refused = await Assert.ThrowsAsync<InvalidPayloadException>(
            () => host.Request(_session).RestoreAsync(CartJson.Read(Encoding.UTF8.GetBytes(json)), cancellationToken: Cancellation));

        Assert.Equal(path, refused.Path);
    }

    [Fact]
    public async Task Lines_that_cost_more_than_can_be_counted_are_refused_by_name_or_restored()
    {
        using var host = new FacadeHost(new CartOptions { MaxLines = 3000, MaxQuantityPerItem = null });
        await host.Get<DiscountService>().CreateAsync(new Discount { Code = DiscountCode.Parse("TEN"), Value = 10 }, Cancellation);
        var cart = host.Request(_session);
        CartPayload Dear(int first) => new(
            [.. Enumerable.Range(first, 3000).Select(number => new LineAssignment(new ProductKey(7, number), int.MaxValue, CartLimits.MaxUnitPrice))], "TEN");

        await cart.RestoreAsync(Dear(1), cancellationToken: Cancellation);
        await Assert.ThrowsAsync<CartRefusedException>(async () => await cart.TotalsAsync(Cancellation));
        var full = await cart.RestoreAsync(Dear(3001), cancellationToken: Cancellation);

        Assert.Equal(3000, full.Warnings.Count(warning => warning.Code == "too_many_lines"));
        Assert.Equal(3000, (await cart.GetSnapshotAsync(Cancellation)).Lines.Length);
    }
}
