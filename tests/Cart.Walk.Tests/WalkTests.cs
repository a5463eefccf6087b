using Cart.Testing;

namespace Cart.Walk.Tests;

public sealed class WalkTests(ITestOutputHelper output)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(nameof(Stores.Memory), 300)]
    [InlineData(nameof(Stores.Embedded), 60)]
    [InlineData(nameof(Stores.Servers), 60)]
    public async Task The_model_allows_every_answer_of_a_walk(string stores, int walks)
    {
        var place = Enum.Parse<Stores>(stores);
        if (place is Stores.Servers)
        {
            Environment.SetEnvironmentVariable("CART_TEST_REDIS", await RedisServer.ConnectionStringAsync());
            Environment.SetEnvironmentVariable("CART_TEST_POSTGRES", await PostgresServer.ConnectionStringAsync());
        }

        var report = new StringWriter();
        var campaign = new WalkCampaign(report);

        await campaign.RunAsync(Target.Of(place), firstSeed: 1, Limit, walks, Cancellation);

        output.WriteLine(report.ToString());
        Assert.True(campaign.Broken.Count == 0, report.ToString());
        Assert.True(campaign.Steps > 100, "Hardly any steps were made.");
    }

    [Fact]
    public async Task A_seed_repeats_its_walk()
    {
        var target = new Target(Adapter.Cookie, Stores.Memory, Door.Both, HasStock: true);
        await using var shop = await WalkShop.StartAsync(target);
        for (var seed = 1; seed <= 10; seed++)
        {
            var calls = CallDice.Roll(seed, target.Door);
            var first = await WalkRun.RunAsync(shop, target, calls, looks: true, Cancellation);
            var second = await WalkRun.RunAsync(shop, target, calls, looks: true, Cancellation);

            Assert.Equal(first.Trace, second.Trace);
        }
    }

    [Fact]
    public async Task A_shop_without_stock_checks_is_found_and_the_walk_shrunk()
    {
        var target = new Target(Adapter.Cookie, Stores.Memory, Door.Endpoints, HasStock: true);
        const string Rule = "accepted insufficient_stock";
        await using var shop = await WalkShop.StartAsync(target with { HasStock = false });
        for (var seed = 1; seed < 300; seed++)
        {
            var calls = CallDice.Roll(seed, target.Door);
            var result = await WalkRun.RunAsync(shop, target, calls, looks: true, Cancellation);
            if (result.Findings.Any(static finding => finding.Rule == Rule))
            {
                var (shortest, _) = await new Shrinker(shop, target, looks: true, Rule, Limit).ShrinkAsync(calls, result, Cancellation);
                Assert.InRange(shortest.Length, 1, 4);
                return;
            }
        }

        Assert.Fail("No walk noticed it.");
    }
}
