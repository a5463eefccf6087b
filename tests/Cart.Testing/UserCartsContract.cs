using Cart.Engine;

namespace Cart.Testing;

/// <summary>What every <see cref="IUserCarts"/> does.</summary>
public abstract class UserCartsContract
{
    private readonly string _user = Guid.NewGuid().ToString();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    protected abstract Task<IUserCarts> CreateAsync();

    [Fact]
    public async Task Of_all_who_claim_at_once_one_wins_and_all_are_told()
    {
        var users = await CreateAsync();
        Assert.Null(await users.FindActiveAsync(_user, Cancellation));

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => users.ClaimActiveAsync(_user, CartId.New(), null, Cancellation).AsTask()));

        var active = Assert.Single(answers.Distinct());
        Assert.Equal(active, await users.FindActiveAsync(_user, Cancellation));
        Assert.Equal([active], await users.ListAsync(_user, Cancellation));
        Assert.Null(await users.FindActiveAsync(_user + "x", Cancellation));
    }

    [Fact]
    public async Task A_cart_that_has_ended_gives_way_once()
    {
        var users = await CreateAsync();
        CartId[] carts = [CartId.New(), CartId.New(), CartId.New()];
        await users.ClaimActiveAsync(_user, carts[0], null, Cancellation);

        Assert.Equal(carts[0], await users.ClaimActiveAsync(_user, carts[1], carts[2], Cancellation));
        Assert.Equal(carts[1], await users.ClaimActiveAsync(_user, carts[1], carts[0], Cancellation));
        Assert.Equal(carts[1], await users.ClaimActiveAsync(_user, carts[2], carts[0], Cancellation));
    }

    [Fact]
    public async Task Carts_are_listed_newest_first_and_the_oldest_are_forgotten()
    {
        var users = await CreateAsync();
        CartId[] carts = [.. Enumerable.Range(0, IUserCarts.MaxCarts + 5).Select(_ => CartId.New())];
        await users.ClaimActiveAsync(_user, carts[0], null, Cancellation);
        foreach (var cart in carts)
        {
            await users.AddAsync(_user, cart, Cancellation);
        }

        Assert.Equal(carts.Reverse().Take(IUserCarts.MaxCarts), await users.ListAsync(_user, Cancellation));
        Assert.Equal(carts[0], await users.FindActiveAsync(_user, Cancellation));

        await users.AddAsync(_user, carts[50], Cancellation);
        Assert.Equal(carts[50], (await users.ListAsync(_user, Cancellation))[0]);
    }
}
