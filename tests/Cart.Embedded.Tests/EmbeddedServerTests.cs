using System.Net;
using System.Net.Sockets;
using Cart.Engine;
using Cart.Redis;
using Cart.Testing;
using Garnet;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace Cart.Embedded.Tests;

public sealed class EmbeddedServerTests : IDisposable
{
    private static readonly ProductKey Widget = new(7, 42);

    private readonly TemporaryDirectory _directory = new();
    private readonly CartId _id = CartId.New();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Carts_survive_a_restart()
    {
        for (var start = 1; start <= 3; start++)
        {
            using var server = EmbeddedCartServer.Start(_directory.Path);
            await using var connection = await ConnectAsync(server);
            var carts = new RedisCartStore(RedisLink.Of(connection), Options.Create(new CartOptions()), TimeProvider.System, CartKeys.Default);

            var added = await carts.ApplyAsync(_id, new AddLines(Widget, 2, 9.99m), Cancellation);

            Assert.Equal([new CartLine(Widget, 2 * start, 9.99m)], added.Changed);
        }
    }

    [Fact]
    public async Task The_isolation_of_scripts_is_verified()
    {
        using var server = EmbeddedCartServer.Start(_directory.Path);

        var (sent, kept) = await ScriptIsolationProbe.RunAsync(RedisConnection.Configure(server.ConnectionString), CartKeys.Default, Cancellation);

        Assert.Equal(sent, kept);
    }

    [Fact]
    public async Task A_server_whose_scripts_are_not_isolated_is_refused()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var port = ((IPEndPoint)socket.LocalEndPoint!).Port;
        socket.Close();
        using var server = new GarnetServer(["--bind", "127.0.0.1", "--port", $"{port}", "--lua", "true", "-q"]);
        server.Start();

        await using var connection = await ConnectionMultiplexer.ConnectAsync(RedisConnection.Configure($"127.0.0.1:{port}"));
        var check = new RedisCheck(RedisLink.Of(connection), Options.Create(new CartOptions()), TimeProvider.System, CartKeys.Default);

        // On a busy machine no script may get in between another at the first try.
        var tries = 0;
        CheckFinding isolation;
        do
        {
            var findings = await check.CheckAsync(new CheckContext(CheckMoment.Doctor, Production: true), Cancellation);
            isolation = Assert.Single(findings, static finding => finding.Name == "redis_script_isolation");
        }
        while (isolation.Level is CheckLevel.Ok && ++tries < 5);

        Assert.Equal(CheckLevel.Refuse, isolation.Level);
        Assert.Contains("--lua-transaction-mode", isolation.Mend);
    }

    [Fact]
    public void A_directory_belongs_to_one_server_at_a_time()
    {
        using var server = EmbeddedCartServer.Start(_directory.Path);

        var refusal = Assert.Throws<IOException>(() => EmbeddedCartServer.Start(_directory.Path));

        Assert.Contains("in use by another process", refusal.Message);
    }

    [Fact]
    public async Task Nobody_gets_in_without_the_password()
    {
        using var server = EmbeddedCartServer.Start(_directory.Path);
        var endpoint = server.ConnectionString.Split(',')[0];

        await using var stranger = await ConnectionMultiplexer.ConnectAsync(RedisConnection.Configure(endpoint));

        await Assert.ThrowsAnyAsync<RedisException>(() => stranger.GetDatabase().HashGetAllAsync(CartKeys.Default.Cart(_id)));
    }

    [Fact]
    public async Task Garnet_and_memory_answer_and_hold_the_same_after_every_step()
    {
        using var server = EmbeddedCartServer.Start(_directory.Path);
        await using var connection = await ConnectAsync(server);
        var options = Options.Create(RandomCommands.TightLimits);
        var embedded = new RedisCartStore(RedisLink.Of(connection), options, TimeProvider.System, CartKeys.Default);
        foreach (var seed in Enumerable.Range(7000, 20))
        {
            await RandomCommands.CompareAsync(seed, steps: 50, new InMemoryCartStore(options, TimeProvider.System), embedded, Cancellation);
        }
    }

    [Fact]
    public async Task Adds_go_on_while_the_script_cache_is_emptied()
    {
        using var server = EmbeddedCartServer.Start(_directory.Path);
        await using var connection = await ConnectAsync(server);
        var carts = new RedisCartStore(RedisLink.Of(connection), Options.Create(new CartOptions()), TimeProvider.System, CartKeys.Default);

        for (var round = 0; round < 10; round++)
        {
            await connection.GetDatabase().ExecuteAsync("SCRIPT", "FLUSH");
            await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => carts.ApplyAsync(_id, new AddLines(Widget, 1, 1m), Cancellation).AsTask()));
        }

        Assert.Equal(640, (await carts.GetAsync(_id, Cancellation)).Count);
    }

    private static async Task<IConnectionMultiplexer> ConnectAsync(EmbeddedCartServer server) =>
        await ConnectionMultiplexer.ConnectAsync(RedisConnection.Configure(server.ConnectionString));
}
