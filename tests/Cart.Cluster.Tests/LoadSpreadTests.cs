using Cart.Engine;
using Cart.Faults;

namespace Cart.Cluster.Tests;

/// <summary>What the nodes of a cluster count while many carts are in use. Counts only, no times.</summary>
[Collection(RestlessCluster.Name)]
public sealed class LoadSpreadTests(RestlessCluster servers, ITestOutputHelper output)
{
    private const int Carts = 12_000;
    private const int Callers = 64;

    [Fact]
    public async Task Every_master_does_a_third_of_the_work_in_one_command_an_operation_and_redirects_nobody()
    {
        await using var connection = await servers.ConnectAsync();
        var store = RestlessCluster.Store(connection);
        await AddToEachAsync(store, [.. Enumerable.Range(0, 200).Select(static _ => CartId.New())]);
        var masters = await servers.Cluster.MastersAsync();
        var before = await Task.WhenAll(masters.Select(CommandCounts.OfAsync));

        CartId[] ids = [.. Enumerable.Range(0, Carts).Select(static _ => CartId.New())];
        await AddToEachAsync(store, ids);
        await Task.WhenAll(ids.Chunk(Carts / Callers).Select(async some =>
        {
            foreach (var id in some)
            {
                Assert.Equal(1, (await store.GetAsync(id, TestContext.Current.CancellationToken)).Count);
            }
        }));

        var counts = await Task.WhenAll(masters.Select(async (master, place) => (await CommandCounts.OfAsync(master)).Since(before[place])));
        foreach (var (master, count) in masters.Zip(counts))
        {
            output.WriteLine($"{master.EndPoint}: {count["evalsha"]} EVALSHA, {count["hgetall"]} HGETALL, {count["eval"]} EVAL, "
                + $"{count["script|load"]} SCRIPT LOAD, {count["MOVED"]} MOVED, {count["ASK"]} ASK, {count["publish"]} PUBLISH");
        }

        foreach (var command in new[] { "evalsha", "hgetall", "publish" })
        {
            Assert.True(counts.Max(count => count[command]) <= 1.1 * counts.Min(count => count[command]), $"{command} is not spread evenly.");
        }

        Assert.Equal((Carts, Carts), (counts.Sum(static count => count["evalsha"]), counts.Sum(static count => count["hgetall"])));

        foreach (var none in new[] { "eval", "script|load", "MOVED", "ASK" })
        {
            Assert.Equal(0, counts.Sum(count => count[none]));
        }
    }

    private static Task AddToEachAsync(ICartStore store, CartId[] ids) =>
        Task.WhenAll(ids.Chunk((ids.Length / Callers) + 1).Select(async some =>
        {
            foreach (var id in some)
            {
                var added = await store.ApplyAsync(id, new AddLines(new ProductKey(7, 42), 1, 1m), TestContext.Current.CancellationToken);
                Assert.Equal(CartStatus.Ok, added.Status);
            }
        }));
}
