using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Time.Testing;

namespace Cart.Engine.Tests;

/// <summary>Users and their carts, through the facade.</summary>
public sealed class SignInTests : IDisposable
{
    private static readonly ProductKey Widget = new(7, 42);

    private readonly FacadeHost _host = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _host.Dispose();

    [Fact]
    public async Task The_guests_cart_becomes_the_users_and_opens_for_nobody_else()
    {
        var phone = await GuestWithAsync(2);
        var copy = (await phone.FindAsync(Cancellation))!.Value;
        Assert.Equal(SignInOutcome.Bound, (await SignInAsync(phone, "alice")).Outcome);
        Assert.Equal(SignInOutcome.NothingToMerge, (await SignInAsync(phone, "alice")).Outcome);

        Assert.Equal(2, await _host.Request(phone).CountAsync(Cancellation));
        var thief = new InMemoryCartSession();
        await thief.SetAsync(copy, cancellationToken: Cancellation);
        Assert.Equal(0, await _host.Request(thief).CountAsync(Cancellation));
        await _host.Request(thief).AddAsync(Widget, 1m, cancellationToken: Cancellation);
        var bob = new InMemoryCartSession { UserId = "bob" };
        await bob.SetAsync(copy, cancellationToken: Cancellation);
        await Assert.ThrowsAsync<CartRefusedException>(() => _host.Request(bob).CheckoutAsync(cancellationToken: Cancellation));
        Assert.Equal((1, 2), (await _host.Request(thief).CountAsync(Cancellation), await _host.Request(phone).CountAsync(Cancellation)));
    }

    [Fact]
    public async Task A_second_device_brings_its_cart_into_the_users_one()
    {
        var (phone, laptop) = (await GuestWithAsync(3), await GuestWithAsync(2));
        await SignInAsync(phone, "alice");
        var merged = await SignInAsync(laptop, "alice");

        Assert.Equal([5], merged.Merge!.Changed.Select(line => line.Quantity.ToInt32()));
        Assert.Equal((5, 5), (await _host.Request(phone).CountAsync(Cancellation), await _host.Request(laptop).CountAsync(Cancellation)));
        Assert.Equal(SignInOutcome.NothingToMerge, (await SignInAsync(laptop, "alice")).Outcome);
        Assert.Equal(5, await _host.Request(laptop).CountAsync(Cancellation));
        Assert.Single(await _host.Request(phone).GetActiveUserCartsAsync("alice", Cancellation));
    }

    [Fact]
    public async Task A_user_who_signs_in_from_two_devices_at_once_has_one_active_cart()
    {
        for (var round = 0; round < 20; round++)
        {
            var user = "user" + round;
            var (phone, laptop) = (await GuestWithAsync(3), await GuestWithAsync(2));

            await Task.WhenAll(Task.Run(() => SignInAsync(phone, user)), Task.Run(() => SignInAsync(laptop, user)));

            Assert.Equal(await CartOfAsync(phone), await CartOfAsync(laptop));
            Assert.Equal(5, await _host.Request(phone).CountAsync(Cancellation));
            Assert.Single(await _host.Request(phone).GetActiveUserCartsAsync(user, Cancellation));
        }
    }

    [Fact]
    public async Task The_first_requests_of_a_user_all_end_in_one_cart()
    {
        InMemoryCartSession[] devices = [.. Enumerable.Range(0, 8).Select(_ => new InMemoryCartSession { UserId = "alice" })];

        await Task.WhenAll(devices.Select(device => Task.Run(() => _host.Request(device).AddAsync(Widget, 1m, cancellationToken: Cancellation))));

        Assert.Equal(8, await _host.Request(devices[0]).CountAsync(Cancellation));
        Assert.Single(await _host.Request(devices[0]).GetActiveUserCartsAsync("alice", Cancellation));
    }

    [Fact]
    public async Task The_first_requests_of_a_session_all_end_in_one_cart()
    {
        var session = new InMemoryCartSession();

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => _host.Request(session).AddAsync(Widget, 1m, cancellationToken: Cancellation))));

        Assert.Equal(8, await _host.Request(session).CountAsync(Cancellation));
    }

    [Fact]
    public async Task Late_writers_to_a_merged_cart_reach_the_target_if_it_is_theirs()
    {
        var (phone, laptop) = (await GuestWithAsync(3), await GuestWithAsync(2));
        var guestCart = (await laptop.FindAsync(Cancellation))!.Value;
        await SignInAsync(phone, "alice");
        await SignInAsync(laptop, "alice");

        // A request that was under way with the old cookie, of the user and of someone who has kept a copy of it.
        var (late, stranger) = (new InMemoryCartSession { UserId = "alice" }, new InMemoryCartSession());
        await late.SetAsync(guestCart, cancellationToken: Cancellation);
        await stranger.SetAsync(guestCart, cancellationToken: Cancellation);
        await _host.Request(late).AddAsync(Widget, 1m, cancellationToken: Cancellation);
        await _host.Request(stranger).AddAsync(Widget, 1m, 40, cancellationToken: Cancellation);

        Assert.Equal(6, await _host.Request(phone).CountAsync(Cancellation));
        Assert.Equal(40, await _host.Request(stranger).CountAsync(Cancellation));
    }

    [Fact]
    public async Task A_merge_into_the_cart_of_a_user_whose_last_one_was_ordered_goes_into_the_next()
    {
        var phone = await GuestWithAsync(1);
        await SignInAsync(phone, "alice");
        await _host.Request(phone).CheckoutAsync(cancellationToken: Cancellation);
        var (laptop, guest) = (new InMemoryCartSession { UserId = "alice" }, await GuestWithAsync(3));

        await _host.Request(laptop).MergeAsync(_host.Request(guest), cancellationToken: Cancellation);

        Assert.Equal(3, await _host.Request(laptop).CountAsync(Cancellation));
        Assert.Single(await _host.Request(laptop).GetActiveUserCartsAsync("alice", Cancellation));
    }

    [Fact]
    public async Task Signing_in_completes_a_merge_that_was_interrupted()
    {
        var (phone, laptop) = (await GuestWithAsync(3), await GuestWithAsync(2));
        await SignInAsync(phone, "alice");
        var guestCart = (await laptop.FindAsync(Cancellation))!.Value;
        var merge = new CartMerge(await CartOfAsync(phone), MergeStrategy.Add);
        await _host.Get<ICartStore>().ApplyAsync(guestCart, new BeginMerge(merge), Cancellation);
        await SignInAsync(laptop, "alice");

        Assert.Equal(5, await _host.Request(laptop).CountAsync(Cancellation));
        Assert.Equal(5, await _host.Request(phone).CountAsync(Cancellation));
        Assert.Equal(merge.Target, await CartOfAsync(laptop));
    }

    [Fact]
    public async Task What_an_order_left_over_is_entered_by_a_copy_of_the_cookie_only_while_nobody_uses_it()
    {
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        using var host = new FacadeHost(configure: builder => builder.Services.Replace(ServiceDescriptor.Singleton<TimeProvider>(time)));
        var (carts, old, next) = (host.Get<ICartStore>(), CartId.New(), CartId.New());
        await carts.ApplyAsync(old, new AddLines(Widget, 1, 1m), Cancellation);
        var begun = await carts.ApplyAsync(old, new BeginCheckout(TimeSpan.FromSeconds(30)), Cancellation);
        await carts.ApplyAsync(old, new FinishCheckout(begun.Snapshot!.Fence, OrderId.New(time)) { Successor = next }, Cancellation);
        await carts.ApplyAsync(next, new AddLines(Widget, 2, 1m), Cancellation);
        var (guest, copy) = (new InMemoryCartSession(), new InMemoryCartSession());
        await guest.SetAsync(old, cancellationToken: Cancellation);
        await copy.SetAsync(old, cancellationToken: Cancellation);

        Assert.Equal(2, await host.Request(guest).CountAsync(Cancellation));
        await host.Request(guest).AddAsync(Widget, 1m, cancellationToken: Cancellation);
        time.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal(0, await host.Request(copy).CountAsync(Cancellation));
        await host.Request(copy).AddAsync(Widget, 1m, 7, cancellationToken: Cancellation);
        Assert.Equal((3, 7), (await host.Request(guest).CountAsync(Cancellation), await host.Request(copy).CountAsync(Cancellation)));
    }

    [Fact]
    public async Task Carts_of_a_user_are_listed_with_the_orders_that_they_became()
    {
        var session = await GuestWithAsync(1);
        await SignInAsync(session, "alice");
        var first = await _host.Request(session).CheckoutAsync(cancellationToken: Cancellation);
        await _host.Request(session).AddAsync(Widget, 1m, cancellationToken: Cancellation);

        var carts = await _host.Request(session).GetUserCartsAsync("alice", Cancellation);

        Assert.Equal(2, carts.Count);
        Assert.Equal(first.Id, Assert.Single(carts, cart => cart.Order is not null).Order!.Id);
        Assert.Equal("alice", Assert.Single(carts, cart => cart.Cart is not null).Cart!.UserId);
        Assert.Single(await _host.Request(session).GetActiveUserCartsAsync("alice", Cancellation));
    }

    [Fact]
    public async Task Signing_in_without_a_cart_creates_nothing_and_finds_the_one_there_is()
    {
        var (phone, laptop) = (new InMemoryCartSession(), new InMemoryCartSession());
        await SignInAsync(phone, "alice");
        Assert.Null(await phone.FindAsync(Cancellation));

        await _host.Request(phone).AddAsync(Widget, 1m, 4, cancellationToken: Cancellation);
        await SignInAsync(laptop, "alice");

        Assert.Equal(4, await _host.Request(laptop).CountAsync(Cancellation));
    }

    private async Task<InMemoryCartSession> GuestWithAsync(int units)
    {
        var session = new InMemoryCartSession();
        await _host.Request(session).AddAsync(Widget, 1m, units, cancellationToken: Cancellation);
        return session;
    }

    private async Task<CartId> CartOfAsync(InMemoryCartSession session) => (await _host.Request(session).GetSnapshotAsync(Cancellation)).Id;

    private async Task<SignInResult> SignInAsync(InMemoryCartSession session, string user)
    {
        var merged = await _host.Request(session).SignInAsync(user, cancellationToken: Cancellation);
        session.UserId = user;
        return merged;
    }
}
