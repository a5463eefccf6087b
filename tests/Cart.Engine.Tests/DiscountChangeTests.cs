namespace Cart.Engine.Tests;

/// <summary>What becomes of a code where the cart has one already.</summary>
public sealed class DiscountChangeTests : IDisposable
{
    private static readonly Product Widget = new(new ProductKey(7, 42), "Widget", 10m);

    private readonly FacadeHost _host = new();
    private readonly InMemoryCartSession _session = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _host.Dispose();

    [Theory]
    [InlineData("SUMMER")]
    [InlineData(" summer\u200b")]
    public async Task The_code_that_is_on_the_cart_is_applied_again(string again)
    {
        await CreateAsync("SUMMER");
        await ApplyAsync("SUMMER");

        Assert.Equal("SUMMER", await ApplyAsync(again));
    }

    [Theory]
    [InlineData("inactive")]
    [InlineData("expired")]
    [InlineData("deleted")]
    [InlineData("minimum")]
    public async Task A_code_that_no_longer_counts_gives_way_to_one_that_does(string reason)
    {
        await CreateAsync("OLD");
        await CreateAsync("NEW");
        await ApplyAsync("OLD");
        var old = (await Discounts.FindAsync(DiscountCode.Parse("OLD"), Cancellation))!;
        _ = reason switch
        {
            "inactive" => await Discounts.UpdateAsync(old with { IsActive = false }, Cancellation),
            "expired" => await Discounts.UpdateAsync(old with { ValidUntil = DateTimeOffset.UnixEpoch }, Cancellation),
            "minimum" => await Discounts.UpdateAsync(old with { MinCartValue = 1000 }, Cancellation),
            _ => await Discounts.DeleteAsync(old.Code, Cancellation),
        };

        var wrong = await Assert.ThrowsAsync<InvalidDiscountException>(() => ApplyAsync("NOPE"));
        Assert.Equal(("discount_not_found", "OLD"), (wrong.Code, (await _host.Request(_session).GetSnapshotAsync(Cancellation)).DiscountCodes.FirstOrDefault()));
        Assert.Equal("NEW", await ApplyAsync("NEW"));
    }

    [Fact]
    public async Task A_refusal_names_the_code_that_is_on_the_cart()
    {
        await CreateAsync("OLD");
        await CreateAsync("NEW");
        await ApplyAsync("OLD");

        var refused = await Assert.ThrowsAsync<InvalidDiscountException>(() => ApplyAsync("NEW"));

        Assert.Equal(("discount_already_applied", "OLD"), (refused.Code, refused.Error.DiscountCode));
        Assert.Contains("'OLD'", refused.Message, StringComparison.Ordinal);
    }

    private DiscountService Discounts => _host.Get<DiscountService>();

    private async Task<string> ApplyAsync(string code)
    {
        var cart = _host.Request(_session);
        if ((await cart.GetSnapshotAsync(Cancellation)).IsEmpty)
        {
            await cart.AddAsync(Widget, 10m, cancellationToken: Cancellation);
        }

        return await cart.ApplyDiscountAsync(code, cancellationToken: Cancellation);
    }

    private async Task CreateAsync(string code) =>
        await Discounts.CreateAsync(new Discount { Code = DiscountCode.Parse(code), Value = 10 }, Cancellation);
}
