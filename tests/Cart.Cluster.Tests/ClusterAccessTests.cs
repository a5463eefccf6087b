using Cart.Engine;
using Cart.Faults;
using Cart.Redis;
using Cart.Testing;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace Cart.Cluster.Tests;

/// <summary>The user of docs/security.md shops on a cluster while slots are on the move, without one refusal.</summary>
public sealed class ClusterAccessTests(RestlessCluster servers) : IClassFixture<RestlessCluster>
{
    private const string Password = "of-this-test-alone";

    private static readonly AddLines Add = new(new ProductKey(7, 42), 1, 1m);

    private readonly string _user = "shop-" + Guid.NewGuid().ToString("N");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Adds_are_answered_while_their_slot_is_between_two_nodes()
    {
        Assert.SkipWhen(RedisNode.Missing is not null, RedisNode.Missing ?? "");
        await OnEachNodeAsync(["ACL", "SETUSER", _user, .. await RulesAsync()]);
        await OnEachNodeAsync("ACL", "LOG", "RESET");
        await using var connection = await ConnectionMultiplexer.ConnectAsync(
            RedisConnection.Configure($"{servers.Cluster.ConnectionString},user={_user},password={Password}"));
        var store = RestlessCluster.Store(connection);
        var cart = CartId.New();
        await store.ApplyAsync(cart, Add, Cancellation);
        var slot = connection.HashSlot(CartKeys.Default.Cart(cart));
        var from = await servers.Cluster.MasterOfAsync(slot);
        var target = (await servers.Cluster.MastersAsync()).First(master => !master.EndPoint.Equals(from.EndPoint));

        var migration = await SlotMigration.BeginAsync(servers.Cluster, slot, target);
        await migration.MoveAsync(CartKeys.Default.Cart(cart));
        for (var i = 0; i < 10; i++)
        {
            Assert.Equal(CartStatus.Ok, (await store.ApplyAsync(cart, Add, Cancellation)).Status);
        }

        await migration.EndAsync();

        Assert.Equal(11, (await store.GetAsync(cart, Cancellation)).Count);
        var findings = await new RedisCheck(RedisLink.Of(connection), Options.Create(new CartOptions()), TimeProvider.System, CartKeys.Default)
            .CheckAsync(new CheckContext(CheckMoment.Doctor, Production: false), Cancellation);
        Assert.Equal(CheckLevel.Ok, findings.Single(static finding => finding.Name == "redis_trial").Level);
        Assert.Empty(await DenialsAsync());
        await OnEachNodeAsync("ACL", "DELUSER", _user);
    }

    private static async Task<string[]> RulesAsync()
    {
        var page = await File.ReadAllTextAsync(Path.Combine(SourceTree.Root, "docs/security.md"), Cancellation);
        var rules = page.Split("```\nuser shop ")[1].Split("```")[0].Replace("SECRET", Password, StringComparison.Ordinal);
        return rules.Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries);
    }

    private async Task OnEachNodeAsync(params string[] command)
    {
        foreach (var server in servers.Cluster.Admin.GetServers())
        {
            await server.ExecuteAsync(command[0], [.. command[1..]]);
        }
    }

    private async Task<List<string>> DenialsAsync()
    {
        List<string> denials = [];
        foreach (var server in servers.Cluster.Admin.GetServers())
        {
            var log = (RedisResult[])(await server.ExecuteAsync("ACL", "LOG", "100"))!;
            denials.AddRange(log.Select(static entry => string.Join(' ', ((RedisResult[])entry!).Select(static field => field.ToString())))
                .Where(entry => entry.Contains(_user, StringComparison.Ordinal)));
        }

        return denials;
    }
}
