using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Net;
using System.Text.RegularExpressions;
using Cart.Engine;
using Cart.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Cart.AspNetCore.Tests;

/// <summary>Health, metrics and traces, as the documents list them.</summary>
public sealed partial class ObservabilityTests(ServerShop fixture) : IClassFixture<ServerShop>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_instruments_are_the_documented_ones_and_say_nothing_of_whose_cart_it_was()
    {
        var instruments = new ConcurrentDictionary<string, string?>();
        var tags = new ConcurrentDictionary<string, bool>();
        var activities = new ConcurrentDictionary<string, bool>();
        using var meters = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name is "Cart.Engine" or "Cart.Persistence")
                {
                    instruments[instrument.Name] = instrument.Unit;
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        meters.SetMeasurementEventCallback<double>((_, _, measured, _) => Note(measured));
        meters.SetMeasurementEventCallback<long>((_, _, measured, _) => Note(measured));
        meters.SetMeasurementEventCallback<int>((_, _, measured, _) => Note(measured));
        meters.Start();
        using var traces = new ActivityListener
        {
            ShouldListenTo = static source => source.Name == "Cart.Engine",
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = activity => activities[activity.OperationName] = true,
        };
        ActivitySource.AddActivityListener(traces);

        var shopper = fixture.Shop.NewShopper();
        foreach (var mutation in Mutation.All)
        {
            await mutation.SendAsync(shopper);
        }

        shopper.User = "user " + Guid.NewGuid();
        await shopper.SendAsync("POST", "/sign-in");
        await shopper.AddMugsAsync(-1);
        await shopper.AddMugsAsync(1);
        await shopper.CheckOutAsync();
        await shopper.CheckOutAsync();
        await using (var shop = await TestShop.StartAsync(static cart => cart.AddEventHandler<ItemAdded, Broken>().UseAbandonedCarts()))
        {
            var visitor = shop.NewShopper();
            await visitor.AddMugsAsync();
            await visitor.GetAsync();
            shop.Time.Advance(TimeSpan.FromDays(1));
            await shop.Services.GetRequiredService<AbandonedCartSweep>().SweepAsync(Cancellation);
        }

        // A shopper who signs in twice at once is no fault of the shop.
        await using (var request = fixture.Shop.Services.CreateAsyncScope())
        {
            var cart = CartId.New();
            await Assert.ThrowsAsync<CartRefusedException>(() => request.ServiceProvider.GetRequiredService<CartEngine>()
                .MergeAsync(cart, new CartMerge(cart, MergeStrategy.Add), cancellationToken: Cancellation));
        }

        meters.RecordObservableInstruments();

        var page = await File.ReadAllTextAsync(Path.Combine(SourceTree.Root, "docs/observability.md"), Cancellation);
        var documented = DocumentedInstrument().Matches(page).ToDictionary(static row => row.Groups[1].Value, static row => (string?)row.Groups[2].Value);
        Assert.Equal(documented.OrderBy(static entry => entry.Key, StringComparer.Ordinal), instruments.OrderBy(static entry => entry.Key, StringComparer.Ordinal));
        Assert.Contains("cart.operation=add_lines", tags.Keys);
        Assert.Contains("cart.status=invalid_quantity", tags.Keys);
        Assert.Contains("cart.status=invalid_merge", tags.Keys);
        Assert.Contains("cart checkout", activities.Keys);
        Assert.All(tags.Keys.Where(static tag => tag.StartsWith("cart.operation=", StringComparison.Ordinal)), tag => Assert.Contains($"`{tag["cart.operation=".Length..]}`", page, StringComparison.Ordinal));
        Assert.All(tags.Keys, static tag => Assert.Matches("^(cart.operation|cart.status|cart.check|event)=[A-Za-z_]+$", tag));
        Assert.All(activities.Keys, static name => Assert.Matches("^cart [a-z_]+$", name));

        void Note(ReadOnlySpan<KeyValuePair<string, object?>> measured)
        {
            foreach (var (name, value) in measured)
            {
                tags[$"{name}={value}"] = true;
            }
        }
    }

    [Fact]
    public async Task The_shop_is_ready_while_both_stores_answer()
    {
        var visitor = fixture.Shop.NewShopper();

        var live = await visitor.SendAsync("GET", "/health/live");
        var ready = await visitor.SendAsync("GET", "/health/ready");

        Assert.Equal((HttpStatusCode.OK, """{"status":"healthy","checks":{}}"""), (live.Status, live.Text));
        Assert.Equal((HttpStatusCode.OK, """{"status":"healthy","checks":{"cart-carts":"healthy","cart-orders":"healthy","cart-keys":"healthy"}}"""), (ready.Status, ready.Text));
    }

    [Fact]
    public async Task The_shop_is_alive_and_not_ready_while_Redis_is_away()
    {
        await using var shop = await TestShop.StartAsync(static cart => cart.UseRedis("127.0.0.1:1,connectTimeout=200"));
        var visitor = shop.NewShopper();

        var live = await visitor.SendAsync("GET", "/health/live");
        var ready = await visitor.SendAsync("GET", "/health/ready");

        Assert.Equal(HttpStatusCode.OK, live.Status);
        Assert.Equal(
            (HttpStatusCode.ServiceUnavailable, """{"status":"unhealthy","checks":{"cart-carts":"unhealthy","cart-orders":"healthy","cart-keys":"healthy"}}"""), (ready.Status, ready.Text));
        (await visitor.AddMugsAsync()).IsProblem(HttpStatusCode.ServiceUnavailable, "store_unavailable");
    }

    internal sealed class Broken : ICartEventHandler<ItemAdded>
    {
        public ValueTask HandleAsync(ItemAdded cartEvent, CancellationToken cancellationToken = default) => throw new InvalidOperationException();
    }

    [GeneratedRegex(@"^\| `(cart\.[a-z_.]+)` \| \w+ \| (\S+) \|", RegexOptions.Multiline)]
    private static partial Regex DocumentedInstrument();
}
