using Cart.Engine;

namespace Cart.Faults.Tests;

/// <summary>Everyone at once.</summary>
public sealed class CrowdTests(FaultServersFixture fixture) : IClassFixture<FaultServersFixture>
{
    private const int Crowd = 512;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(100)]
    public async Task Of_512_checkouts_at_once_exactly_as_many_get_the_discount_as_there_are_uses(int cap)
    {
        await using var shop = await Shop.OpenAsync(fixture.Servers, maxUses: cap);
        var carts = await Task.WhenAll(Enumerable.Range(0, Crowd).Select(_ => shop.FillAsync()));
        using var go = new SemaphoreSlim(0);

        var checkouts = carts.Select(cart => Task.Run(async () =>
        {
            await go.WaitAsync(Token);
            return await shop.Engine.CheckoutAsync(cart, cancellationToken: Token);
        })).ToArray();
        go.Release(Crowd);
        var results = await Task.WhenAll(checkouts);

        Assert.Equal(cap, results.Count(result => result.Outcome is "placed"));
        Assert.Equal(Crowd - cap, results.Count(result => result.Outcome is "discount_exhausted"));
        Assert.Equal(cap, await shop.CountAsync("SELECT granted FROM $.discounts"));
        Assert.Equal(cap, await shop.CountAsync("SELECT count(*) FROM $.discount_redemptions"));
        Assert.Equal(cap, await shop.CountAsync("SELECT count(*) FROM $.orders"));
        foreach (var (cart, _) in carts.Zip(results).Where(pair => pair.Second.Order is null))
        {
            Assert.Equal(CartStatus.Ok, (await shop.Engine.ApplyAsync(cart, new RemoveDiscount(), Token)).Status);
        }

        var without = await Task.WhenAll(carts.Select(cart => shop.Engine.CheckoutAsync(cart, cancellationToken: Token)));
        Assert.Equal(Crowd - cap, without.Count(result => result.Outcome is "placed"));
        Assert.Equal(Crowd, await shop.CountAsync("SELECT count(*) FROM $.orders"));
    }

    [Fact]
    public async Task Thirty_checkouts_of_one_cart_at_once_are_one_order_and_everyone_is_told_its_id()
    {
        await using var shop = await Shop.OpenAsync(fixture.Servers, maxUses: 10);
        var cart = await shop.FillAsync();

        var results = await Task.WhenAll(Enumerable.Range(0, 30).Select(_ => Task.Run(() => shop.RetryAsync(cart))));

        Assert.Single(results, result => result.Outcome is "placed");
        Assert.Single(results.Select(result => result.Order!.Id).Distinct());
        Assert.Equal(1, await shop.CountAsync("SELECT count(*) FROM $.orders"));
        Assert.Equal(1, await shop.CountAsync("SELECT granted FROM $.discounts"));
    }
}
