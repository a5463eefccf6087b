using Cart.Engine;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace Cart.Redis.Tests;

/// <summary>What only Redis can do to a cart: lose its scripts, expire a key, put it into a slot.</summary>
[Collection(ScriptCache)]
public sealed class RedisOnlyTests
{
    /// <summary>The tests that empty the server's script cache, and those that would take that for a fault.</summary>
    public const string ScriptCache = "Script cache";

    private static readonly ProductKey Widget = new(7, 42);

    private readonly CartId _id = CartId.New();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Adds_go_on_while_the_script_cache_is_emptied_again_and_again()
    {
        var connection = await TestRedis.ConnectionAsync();
        var carts = await CreateAsync();
        using var done = new CancellationTokenSource();
        var flushes = 0;
        var flushing = Task.Run(async () =>
        {
            while (!done.IsCancellationRequested)
            {
                await connection.GetDatabase().ExecuteAsync("SCRIPT", "FLUSH");
                flushes++;
            }
        }, Cancellation);

        await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => Task.Run(async () =>
        {
            for (var i = 0; i < 100; i++)
            {
                var added = await carts.ApplyAsync(_id, new AddLines(Widget, 1, 1m) { WithSnapshot = true }, Cancellation);
                Assert.True(added.Snapshot!.Version >= added.Version);
            }
        }, Cancellation)));
        await done.CancelAsync();
        await flushing;

        Assert.True(flushes > 10);
        Assert.Equal(6400, (await carts.GetAsync(_id, Cancellation)).Count);
    }

    [Fact]
    public async Task A_cart_is_one_key_in_the_slot_of_its_id()
    {
        var connection = await TestRedis.ConnectionAsync();
        var carts = await CreateAsync();
        await carts.ApplyAsync(_id, new AddLines(new ProductKey(8, "}{other}"), 1, 1m) { Operation = OperationId.New() }, Cancellation);

        var keys = connection.GetServers()[0].Keys(pattern: $"*{_id}*").ToArray();

        Assert.Equal([CartKeys.Default.Cart(_id)], keys);
        Assert.Equal(connection.GetHashSlot(_id.ToString()), connection.GetHashSlot(keys[0]));
    }

    [Fact]
    public async Task Every_cart_expires_and_the_expiry_moves_with_its_changes()
    {
        var database = (await TestRedis.ConnectionAsync()).GetDatabase();
        var clock = new Microsoft.Extensions.Time.Testing.FakeTimeProvider(DateTimeOffset.FromUnixTimeSeconds(1_800_000_000));
        var carts = await CreateAsync(clock);
        var key = CartKeys.Default.Cart(_id);
        await carts.ApplyAsync(_id, new AddLines(Widget, 1, 1m), Cancellation);
        var full = await database.KeyTimeToLiveAsync(key);
        Assert.InRange(full!.Value, TimeSpan.FromDays(13.99), TimeSpan.FromDays(14 * 1.01));

        // As if half of the time had passed on both clocks.
        await database.KeyExpireAsync(key, TimeSpan.FromDays(7));
        clock.Advance(TimeSpan.FromMinutes(10));
        await carts.ApplyAsync(_id, new AddLines(Widget, 1, 1m), Cancellation);
        Assert.True((await database.KeyTimeToLiveAsync(key))!.Value <= TimeSpan.FromDays(7));
        clock.Advance(TimeSpan.FromDays(7));
        await carts.ApplyAsync(_id, new AddLines(Widget, 1, 1m), Cancellation);
        Assert.True((await database.KeyTimeToLiveAsync(key))!.Value > TimeSpan.FromDays(13.9));

        // A clock that is set back refreshes too, rather than never again.
        await database.KeyExpireAsync(key, TimeSpan.FromDays(7));
        clock.AdjustTime(DateTimeOffset.FromUnixTimeSeconds(1_700_000_000));
        await carts.ApplyAsync(_id, new AddLines(Widget, 1, 1m), Cancellation);
        Assert.True((await database.KeyTimeToLiveAsync(key))!.Value > TimeSpan.FromDays(13.9));
    }

    [Fact]
    public async Task A_frozen_cart_and_a_tombstone_outlive_their_purpose()
    {
        var database = (await TestRedis.ConnectionAsync()).GetDatabase();
        var options = new CartOptions { TimeToLive = TimeSpan.FromMinutes(1) };
        var carts = new RedisCartStore(
            RedisLink.Of(await TestRedis.ConnectionAsync()), Options.Create(options), TimeProvider.System, CartKeys.Default);
        await carts.ApplyAsync(_id, new AddLines(Widget, 1, 1m), Cancellation);

        var begun = await carts.ApplyAsync(_id, new BeginCheckout(TimeSpan.FromSeconds(15)), Cancellation);
        Assert.True((await database.KeyTimeToLiveAsync(CartKeys.Default.Cart(_id)))!.Value > TimeSpan.FromMinutes(59));
        await carts.ApplyAsync(_id, new FinishCheckout(begun.Snapshot!.Fence, OrderId.New(TimeProvider.System)), Cancellation);
        Assert.True((await database.KeyTimeToLiveAsync(CartKeys.Default.Cart(_id)))!.Value > TimeSpan.FromHours(47));
    }

    [Fact]
    public async Task A_cart_of_40_lines_and_40_operations_stays_a_listpack()
    {
        var database = (await TestRedis.ConnectionAsync()).GetDatabase();
        var carts = await CreateAsync();
        for (var i = 1; i <= 40; i++)
        {
            var add = new AddLines(new ProductKey(int.MaxValue, i), 9999, 9_999_999_999_999_999.99m) { Operation = OperationId.New() };
            await carts.ApplyAsync(_id, add, Cancellation);
        }

        Assert.Equal("listpack", (string?)await database.ExecuteAsync("OBJECT", "ENCODING", CartKeys.Default.Cart(_id)));
        Assert.Equal(2 + 40 + (2 * 40), await database.HashLengthAsync(CartKeys.Default.Cart(_id)));
    }

    [Fact]
    public async Task A_cart_of_many_lines_asks_for_a_hash_table_and_keeps_their_order()
    {
        var database = (await TestRedis.ConnectionAsync()).GetDatabase();
        var carts = await CreateAsync();
        for (var i = 1; i <= 64; i++)
        {
            await carts.ApplyAsync(_id, new AddLines(new ProductKey(7, i), 1, 1m), Cancellation);
        }

        Assert.Equal("listpack", (string?)await database.ExecuteAsync("OBJECT", "ENCODING", CartKeys.Default.Cart(_id)));
        await carts.ApplyAsync(_id, new AddLines([.. Enumerable.Range(65, 36).Select(i => new CartLine(new ProductKey(7, i), 1, 1m))]), Cancellation);

        Assert.Equal("hashtable", (string?)await database.ExecuteAsync("OBJECT", "ENCODING", CartKeys.Default.Cart(_id)));
        var cart = await carts.GetAsync(_id, Cancellation);
        Assert.Equal(Enumerable.Range(1, 100).Select(i => new ProductKey(7, i)), cart.Lines.Select(line => line.Product));
    }

    [Fact]
    public async Task Positions_start_anew_before_they_are_used_up()
    {
        var carts = await CreateAsync();
        ProductKey[] lasting = [new(7, 1), new(7, 2), new(7, 3)];
        await carts.ApplyAsync(_id, new AddLines([.. lasting.Select(product => new CartLine(product, 1, 1m))]), Cancellation);
        for (var i = 0; i < 66; i++)
        {
            // Each of the thousand lines takes a position and leaves it.
            var products = Enumerable.Range(1000, 900).Select(number => new ProductKey(7, number));
            await carts.ApplyAsync(_id, new AddLines([.. products.Select(product => new CartLine(product, 1, 1m))]), Cancellation);
            await carts.ApplyAsync(_id, new SetLines([.. products.Select(product => new LineAssignment(product, 0, null))]), Cancellation);
        }

        await carts.ApplyAsync(_id, new RemoveLine(lasting[0]), Cancellation);
        await carts.ApplyAsync(_id, new AddLines(new CartLine(new ProductKey(8, "last"), 2, 5m), new CartLine(lasting[0], 1, 1m)), Cancellation);

        var cart = await carts.GetAsync(_id, Cancellation);
        Assert.Equal([lasting[1], lasting[2], new ProductKey(8, "last"), lasting[0]], cart.Lines.Select(line => line.Product));
        Assert.Equal(5, cart.Count);
    }

    [Fact]
    public async Task Only_the_changes_of_a_cart_that_is_watched_are_told()
    {
        var connection = await TestRedis.ConnectionAsync();
        var carts = await CreateAsync();
        var told = new List<string>();
        using var heard = new SemaphoreSlim(0);
        await connection.GetSubscriber().SubscribeAsync(CartKeys.Default.Changes(_id), (_, version) =>
        {
            told.Add((string)version!);
            heard.Release();
        });
        for (var i = 0; i < 3; i++)
        {
            await carts.ApplyAsync(_id, new AddLines(Widget, 1, 1m), Cancellation);
        }

        var watch = new RedisCartWatch(RedisLink.Of(connection), Options.Create(new CartOptions()), TimeProvider.System, CartKeys.Default);
        await using var watching = await watch.WatchAsync(_id, () => { }, Cancellation);
        await carts.ApplyAsync(_id, new AddLines(Widget, 1, 1m), Cancellation);

        // That it came to be, and what happened since somebody watches.
        Assert.True(await heard.WaitAsync(TimeSpan.FromSeconds(10), Cancellation) && await heard.WaitAsync(TimeSpan.FromSeconds(10), Cancellation));
        Assert.Equal(["1", "4"], told);
    }

    [Fact]
    public async Task A_new_guests_cart_expires_after_an_hour_until_the_guest_comes_back()
    {
        var database = (await TestRedis.ConnectionAsync()).GetDatabase();
        var carts = await CreateAsync(TimeProvider.System);
        var (changed, read) = (CartId.New(), CartId.New());
        foreach (var id in (CartId[])[changed, read])
        {
            await carts.ApplyAsync(id, new AddLines(Widget, 1, 1m) { ByNewGuest = true }, Cancellation);
            Assert.InRange((await database.KeyTimeToLiveAsync(CartKeys.Default.Cart(id)))!.Value, TimeSpan.FromMinutes(59), TimeSpan.FromMinutes(60));
        }

        await carts.ApplyAsync(changed, new AddLines(Widget, 1, 1m), Cancellation);
        await carts.ApplyAsync(read, new KeepCart(), Cancellation);

        foreach (var id in (CartId[])[changed, read])
        {
            Assert.InRange((await database.KeyTimeToLiveAsync(CartKeys.Default.Cart(id)))!.Value, TimeSpan.FromDays(13.9), TimeSpan.FromDays(14 * 1.01));
        }
    }

    [Fact]
    public async Task Guests_users_and_empty_carts_live_for_different_times()
    {
        var database = (await TestRedis.ConnectionAsync()).GetDatabase();
        var options = new CartOptions
        {
            TimeToLive = TimeSpan.FromDays(10),
            UserTimeToLive = TimeSpan.FromDays(100),
            EmptyTimeToLive = TimeSpan.FromDays(1),
        };
        var lifetimes = new CartLifetimes(options);
        var carts = new RedisCartStore(
            RedisLink.Of(await TestRedis.ConnectionAsync()), Options.Create(options), TimeProvider.System, CartKeys.Default);
        (CartMutation, int)[] changes =
        [
            (new AddLines(Widget, 1, 1m), 10), (new BindUser("alice"), 100), (new AddLines(Widget, 1, 1m), 100), (new ClearLines(), 1),
            (new AddLines(Widget, 1, 1m), 100),
        ];
        foreach (var (change, days) in changes)
        {
            var changed = await carts.ApplyAsync(_id, change with { WithSnapshot = true }, Cancellation);

            var left = (await database.KeyTimeToLiveAsync(CartKeys.Default.Cart(_id)))!.Value;
            Assert.InRange(left, TimeSpan.FromDays(days), TimeSpan.FromDays(days) + TimeSpan.FromSeconds(lifetimes.Step));
            Assert.InRange(lifetimes.ExpiresAt(changed.Snapshot!)!.Value - TimeProvider.System.GetUtcNow() - left, TimeSpan.FromSeconds(-2), TimeSpan.FromSeconds(2));
        }
    }

    [Fact]
    public async Task A_users_cart_keeps_its_time_in_a_checkout_and_so_does_what_leads_to_it()
    {
        var connection = await TestRedis.ConnectionAsync();
        var options = Options.Create(new CartOptions { TimeToLive = TimeSpan.FromDays(1), UserTimeToLive = TimeSpan.FromDays(100) });
        var carts = new RedisCartStore(RedisLink.Of(connection), options, TimeProvider.System, CartKeys.Default);
        var (database, user) = (connection.GetDatabase(), _id.ToString());
        await carts.ApplyAsync(_id, new AddLines(Widget, 1, 1m), Cancellation);
        await carts.ApplyAsync(_id, new BindUser(user), Cancellation);
        await carts.ApplyAsync(_id, new BeginCheckout(TimeSpan.FromSeconds(15)), Cancellation);
        await new RedisUserCarts(RedisLink.Of(connection), options, CartKeys.Default).ClaimActiveAsync(user, _id, cancellationToken: Cancellation);

        Assert.True(await database.KeyTimeToLiveAsync(CartKeys.Default.Cart(_id)) >= TimeSpan.FromDays(100));
        Assert.True(await database.KeyTimeToLiveAsync(CartKeys.Default.UserCarts(user)) >= TimeSpan.FromDays(100));
    }

    [Fact]
    public async Task A_cart_that_lost_a_part_of_a_write_is_read_as_it_is()
    {
        var carts = await CreateAsync();
        await carts.ApplyAsync(_id, new AddLines(new CartLine(Widget, 1, 1m), new CartLine(new ProductKey(7, 43), 2, 1m)), Cancellation);

        // As a server without all-or-nothing scripts leaves it that died between two of their writes.
        await (await TestRedis.ConnectionAsync()).GetDatabase().HashDeleteAsync(CartKeys.Default.Cart(_id), Widget.ToString());

        Assert.Equal([new CartLine(new ProductKey(7, 43), 2, 1m)], (await carts.GetAsync(_id, Cancellation)).Lines);
    }

    [Fact]
    public async Task A_refusal_writes_nothing_at_all()
    {
        var database = (await TestRedis.ConnectionAsync()).GetDatabase();
        var carts = await CreateAsync();
        await carts.ApplyAsync(_id, new AddLines(Widget, 9999, 1m), Cancellation);
        var before = await database.KeyDumpAsync(CartKeys.Default.Cart(_id));

        CartMutation[] refused =
        [
            new AddLines(Widget, 1, 1m), new AddLines(Widget, 0, 1m), new AddLines(Widget, -5, 1m), new AddLines(Widget, 1, -1m),
            new AddLines(Widget, 1, 0.001m), new RemoveLine(new ProductKey(9, 9)), new SetLines(new ProductKey(9, 9), 3),
            new SetLines(Widget, -1), new SetLines(Widget, 10_000), new ClearLines { ExpectedVersion = 9 },
            new AddLines(new CartLine(new ProductKey(9, 9), 1, 1m), new CartLine(Widget, 1, 1m)),
        ];
        foreach (var mutation in refused)
        {
            var result = await carts.ApplyAsync(_id, mutation with { Operation = OperationId.New() }, Cancellation);
            Assert.NotEqual(CartStatus.Ok, result.Status);
            Assert.Equal(before, await database.KeyDumpAsync(CartKeys.Default.Cart(_id)));
        }
    }

    [Fact]
    public async Task A_cart_in_another_currency_takes_no_prices_in_this_one()
    {
        var carts = await CreateAsync();
        await carts.ApplyAsync(_id, new AddLines(Widget, 1, 1m), Cancellation);
        var yen = new RedisCartStore(
            RedisLink.Of(await TestRedis.ConnectionAsync()), Options.Create(new CartOptions { Currency = "JPY" }), TimeProvider.System,
            CartKeys.Default);

        Assert.Equal(CartStatus.CurrencyMismatch, (await yen.ApplyAsync(_id, new AddLines(Widget, 1, 100m), Cancellation)).Status);
        Assert.Equal("USD", (await yen.GetAsync(_id, Cancellation)).Currency.Code);
    }

    private static async Task<ICartStore> CreateAsync(TimeProvider? time = null) =>
        new RedisCartStore(
            RedisLink.Of(await TestRedis.ConnectionAsync()), Options.Create(new CartOptions()), time ?? TimeProvider.System, CartKeys.Default);
}
