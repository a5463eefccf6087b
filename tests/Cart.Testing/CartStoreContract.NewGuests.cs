using Cart.Engine;

namespace Cart.Testing;

public abstract partial class CartStoreContract
{
    [Fact]
    public async Task A_new_guests_cart_is_new_until_the_guest_comes_back()
    {
        var carts = await CreateAsync();
        CartMutation[] changes = [new AddLines(Widget, 1, 5m), new SelectShipping("express"), new ApplyDiscount("TEN")];
        foreach (var change in changes)
        {
            var (id, read) = (CartId.New(), CartId.New());
            foreach (var started in (CartId[])[id, read])
            {
                await carts.ApplyAsync(started, change with { ByNewGuest = true }, Cancellation);
                await carts.ApplyAsync(started, change with { ByNewGuest = true }, Cancellation);
                Assert.True((await carts.GetAsync(started, Cancellation)).IsNew);
            }

            Assert.Equal(CartStatus.Ok, (await carts.ApplyAsync(id, change, Cancellation)).Status);
            Assert.Equal(CartStatus.Ok, (await carts.ApplyAsync(read, new KeepCart(), Cancellation)).Status);
            var (changed, kept) = (await carts.GetAsync(id, Cancellation), await carts.GetAsync(read, Cancellation));
            Assert.Equal((false, 3L, false, 2L), (changed.IsNew, changed.Version, kept.IsNew, kept.Version));

            await carts.ApplyAsync(id, change with { ByNewGuest = true }, Cancellation);
            Assert.False((await carts.GetAsync(id, Cancellation)).IsNew);
        }
    }

    [Fact]
    public async Task A_users_cart_is_never_new()
    {
        var carts = await CreateAsync();
        var (started, claimed) = (CartId.New(), CartId.New());
        await carts.ApplyAsync(started, new AddLines(Widget, 1, 5m) { ByNewGuest = true, Shopper = new Shopper("ann") }, Cancellation);
        await carts.ApplyAsync(claimed, new AddLines(Widget, 1, 5m) { ByNewGuest = true }, Cancellation);
        await carts.ApplyAsync(claimed, new BindUser("ann") { ByNewGuest = true }, Cancellation);

        Assert.False((await carts.GetAsync(started, Cancellation)).IsNew);
        Assert.False((await carts.GetAsync(claimed, Cancellation)).IsNew);
    }

    [Fact]
    public async Task Keeping_a_cart_that_is_not_there_starts_none()
    {
        var carts = await CreateAsync();
        await carts.ApplyAsync(_id, new KeepCart(), Cancellation);

        Assert.False((await carts.GetAsync(_id, Cancellation)).Exists);
    }
}
