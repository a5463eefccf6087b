using Cart.Engine;
using Cart.Testing;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;

namespace Cart.Redis.Tests;

/// <summary>A user of Redis with the rights that docs/security.md lists can do all that a shop does, and no more.</summary>
[Collection(Turn)]
public sealed class AccessListTests : IAsyncLifetime
{
    /// <summary>The tests that take the one turn that there is in a Redis.</summary>
    public const string Turn = "Turn";

    private const string Password = "of-this-test-alone";

    private static readonly ProductKey Widget = new(7, 42);

    private readonly string _user = "shop-" + Guid.NewGuid().ToString("N");
    private IConnectionMultiplexer _admin = null!;
    private ServiceProvider _shop = null!;
    private string _connectionString = "";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _admin = await TestRedis.ConnectionAsync();
        await Server.ExecuteAsync("ACL", ["SETUSER", _user, .. await RulesAsync()]);
        await Server.ExecuteAsync("ACL", "LOG", "RESET");
        _connectionString = $"{await RedisServer.ConnectionStringAsync()},user={_user},password={Password}";
        _shop = CartServices.Of(configure: cart => cart.UseRedis(_connectionString));
    }

    public async ValueTask DisposeAsync()
    {
        await _shop.DisposeAsync();
        await Server.ExecuteAsync("ACL", "DELUSER", _user);
    }

    [Fact]
    public async Task All_that_a_shop_does_is_allowed()
    {
        await _shop.GetRequiredService<IDiscountStore>().CreateAsync(
            new Discount { Code = DiscountCode.Parse("TEN" + _user[..9]), Value = 10m, MaxUses = 5 }, Cancellation);
        await using var scope = _shop.CreateAsyncScope();
        var services = scope.ServiceProvider;
        var cart = services.GetRequiredService<ShoppingCart>();
        var told = new TaskCompletionSource();

        await cart.AddBulkAsync([new BulkItem(Widget, 1m, 3), new BulkItem(new ProductKey(8, "a"), 2m, 1)], cancellationToken: Cancellation);
        var id = (await cart.GetSnapshotAsync(Cancellation)).Id;
        await using (await services.GetRequiredService<ICartWatch>().WatchAsync(id, () => told.TrySetResult(), Cancellation))
        {
            await cart.AdjustAsync(Widget, -1, cancellationToken: Cancellation);
            await told.Task.WaitAsync(Cancellation);
        }

        await cart.UpdateAsync(Widget, 5, 1m, cancellationToken: Cancellation);
        await cart.RemoveAsync(new ProductKey(8, "a"), cancellationToken: Cancellation);
        await cart.ApplyDiscountAsync("TEN" + _user[..9], cancellationToken: Cancellation);
        services.GetRequiredService<InMemoryCartSession>().UserId = _user;
        await cart.SignInAsync(_user, cancellationToken: Cancellation);
        Assert.Equal("placed", (await cart.TryCheckoutAsync(cancellationToken: Cancellation)).Outcome);
        await SweepAndCleanAsync(services);

        Assert.Empty(await DenialsAsync());
    }

    [Fact]
    public async Task The_checks_find_out_what_they_ask()
    {
        var check = _shop.GetServices<IStoreCheck>().OfType<RedisCheck>().Single();

        var findings = await check.CheckAsync(new CheckContext(CheckMoment.Doctor, Production: false), Cancellation);

        Assert.DoesNotContain(findings, static finding => finding.Found.Contains("perm", StringComparison.OrdinalIgnoreCase));
        Assert.Empty(await DenialsAsync());
    }

    [Fact]
    public async Task Nothing_else_is()
    {
        await using var connection = await ConnectionMultiplexer.ConnectAsync(RedisConnection.Configure(_connectionString));
        var shop = connection.GetDatabase();
        (string Command, object[] Arguments)[] others =
        [
            ("SET", ["another", "x"]), ("GET", ["session:1"]), ("HGETALL", ["another"]), ("DBSIZE", []), ("KEYS", ["*"]),
            ("CONFIG", ["SET", "slowlog-max-len", "128"]), ("ACL", ["LIST"]), ("CLIENT", ["LIST"]), ("PUBLISH", ["another", "x"]),
            ("EVAL", ["return redis.call('GET', 'another')", 0]), ("EVAL", ["return redis.call('DBSIZE')", 0]),
        ];

        foreach (var (command, arguments) in others)
        {
            var refusal = await Assert.ThrowsAnyAsync<RedisException>(() => shop.ExecuteAsync(command, arguments));
            Assert.Matches("NOPERM|can't (run this command|access)|ACL failure", refusal.Message);
        }
    }

    private IServer Server => _admin.GetServers().First(static server => !server.IsReplica);

    private static async Task<string[]> RulesAsync()
    {
        var page = await File.ReadAllTextAsync(Path.Combine(SourceTree.Root, "docs/security.md"), Cancellation);
        var rules = page.Split("```\nuser shop ")[1].Split("```")[0].Replace("SECRET", Password, StringComparison.Ordinal);
        return rules.Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries);
    }

    private static async Task SweepAndCleanAsync(IServiceProvider services)
    {
        var carts = services.GetRequiredService<ICartStore>();
        var directory = services.GetRequiredService<ICartDirectory>();
        var left = CartId.New();
        await carts.ApplyAsync(left, new AddLines(Widget, 1, 1m), Cancellation);
        var cart = await carts.GetAsync(left, Cancellation);
        await directory.TakeTurnAsync(TimeSpan.FromMilliseconds(1), Cancellation);
        string? cursor = null;
        do
        {
            var page = await directory.ListAsync(cursor, 500, Cancellation);
            if (page.Carts.FirstOrDefault(seen => seen.Id == left) is { } seen)
            {
                Assert.True(await directory.MarkAbandonedAsync(seen, Cancellation));
                Assert.True(await directory.DeleteAsync(seen, Cancellation));
            }

            cursor = page.Next;
        }
        while (cursor is not null);

        Assert.False((await carts.GetAsync(cart.Id, Cancellation)).Exists);
    }

    // What the server refused this user, as "what: which".
    private async Task<IEnumerable<string>> DenialsAsync()
    {
        var log = (RedisResult[])(await Server.ExecuteAsync("ACL", "LOG", "100"))!;
        return [.. log.Select(static entry => ((RedisResult[])entry!).Select(static field => field.ToString()!).ToList())
            .Where(entry => entry.Contains(_user))
            .Select(static entry => $"{entry[entry.IndexOf("reason") + 1]}: {entry[entry.IndexOf("object") + 1]}")];
    }
}
