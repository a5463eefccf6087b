using Cart.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;

namespace Cart.Engine.Tests;

public sealed class OrderRelayTests
{
    private static readonly AddLines Mug = new(new ProductKey(7, 42), 1, 9.99m);

    private readonly FakeTimeProvider _time = new(TimeProvider.System.GetUtcNow());
    private readonly Listener _listener = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_order_is_told_in_the_request_and_once_more_behind_it()
    {
        using var host = Host();
        var order = await OrderAsync(host);

        Assert.Equal([$"checked out {order.Id}"], _listener.Heard);
        await host.GetRequiredService<OrderRelay>().RelayAnnouncedAsync(Cancellation);

        Assert.Equal([$"checked out {order.Id}", $"placed {order.Id}"], _listener.Heard);
        Assert.Equal(0, (await host.GetRequiredService<IOrderOutbox>().MeasureAsync(Cancellation)).Pending);
        _time.Advance(TimeSpan.FromDays(1));
        Assert.Equal(0, await host.GetRequiredService<OrderRelay>().RelayDueAsync(Cancellation));
    }

    [Theory]
    [InlineData("checked out")]
    [InlineData("placed")]
    public async Task What_a_handler_did_not_take_is_told_again_until_it_does(string failing)
    {
        using var host = Host();
        var relay = host.GetRequiredService<OrderRelay>();
        _listener.Failing = failing;
        await OrderAsync(host);
        await relay.RelayAnnouncedAsync(Cancellation);

        _time.Advance(IOrderOutbox.Grace);
        Assert.Equal(1, await relay.RelayDueAsync(Cancellation));
        Assert.Equal(0, await relay.RelayDueAsync(Cancellation));
        _listener.Failing = "";
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(1, await relay.RelayDueAsync(Cancellation));

        Assert.Equal(0, (await host.GetRequiredService<IOrderOutbox>().MeasureAsync(Cancellation)).Pending);
        Assert.Contains(_listener.Heard, heard => heard.StartsWith("checked out", StringComparison.Ordinal));
        Assert.Contains(_listener.Heard, heard => heard.StartsWith("placed", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_order_whose_process_died_is_finished_and_told_by_another()
    {
        using var host = Host();
        var (engine, cart) = (host.GetRequiredService<CartEngine>(), CartId.New());
        await engine.ApplyAsync(cart, Mug, Cancellation);
        var begun = await host.GetRequiredService<ICartStore>().ApplyAsync(cart, new BeginCheckout(TimeSpan.FromSeconds(15)), Cancellation);
        var draft = OrderDrafts.Of(begun.Snapshot!);
        await host.GetRequiredService<IOrderStore>().PlaceAsync(draft, Cancellation);

        _time.Advance(IOrderOutbox.Grace);
        await host.GetRequiredService<OrderRelay>().RelayDueAsync(Cancellation);

        Assert.Equal(CartState.Ordered, (await engine.GetAsync(cart, Cancellation)).State);
        Assert.Equal([$"checked out {draft.Id}", $"placed {draft.Id}"], _listener.Heard);
    }

    [Fact]
    public async Task A_host_that_runs_relays_by_itself()
    {
        using var host = Host();
        var relay = Assert.Single(host.GetServices<IHostedService>().OfType<OrderRelay>());
        await relay.StartAsync(Cancellation);

        var order = await OrderAsync(host);
        await _listener.Placed.Task.WaitAsync(Cancellation);
        await relay.StopAsync(Cancellation);

        Assert.Equal([$"checked out {order.Id}", $"placed {order.Id}"], _listener.Heard);
    }

    [Theory]
    [InlineData("PollInterval", "00:00:00")]
    [InlineData("Lease", "02:00:00")]
    [InlineData("Retention", "00:00:10")]
    public void Options_out_of_range_are_refused(string option, string value)
    {
        var options = new OutboxOptions();
        typeof(OutboxOptions).GetProperty(option)!.SetValue(options, TimeSpan.Parse(value, System.Globalization.CultureInfo.InvariantCulture));

        Assert.True(new OutboxOptionsValidator().Validate(null, new OutboxOptions()).Succeeded);
        Assert.Contains(option, new OutboxOptionsValidator().Validate(null, options).FailureMessage, StringComparison.Ordinal);
    }

    private ServiceProvider Host() => CartServices.Of(time: _time, configure: builder => builder.Services
        .AddSingleton<ICartEventHandler<CartEvent>>(_listener));

    private static async Task<Order> OrderAsync(ServiceProvider host)
    {
        var (engine, cart) = (host.GetRequiredService<CartEngine>(), CartId.New());
        await engine.ApplyAsync(cart, Mug, Cancellation);
        return (await engine.CheckoutAsync(cart, cancellationToken: Cancellation)).Order!;
    }

    private sealed class Listener : ICartEventHandler<CartEvent>
    {
        public List<string> Heard { get; } = [];

        public string Failing { get; set; } = "";

        public TaskCompletionSource Placed { get; } = new();

        public ValueTask HandleAsync(CartEvent cartEvent, CancellationToken cancellationToken = default)
        {
            var (what, order) = cartEvent switch
            {
                CartCheckedOut placed => ("checked out", placed.Order),
                OrderPlaced placed => ("placed", placed.Order),
                _ => ("", null),
            };
            if (what == Failing)
            {
                throw new InvalidOperationException("Not now.");
            }

            if (order is not null)
            {
                Heard.Add($"{what} {order.Id}");
            }

            if (what == "placed")
            {
                Placed.TrySetResult();
            }

            return ValueTask.CompletedTask;
        }
    }
}
