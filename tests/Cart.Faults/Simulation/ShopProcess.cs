using Cart.Engine;
using Cart.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Cart.Faults;

/// <summary>A process of the shop: the real engine, on stores that it reaches over the network.</summary>
internal sealed class ShopProcess : Actor, ICartEventHandler<CartCheckedOut>, ICartEventHandler<OrderPlaced>
{
    private readonly World _world;

    public ShopProcess(World world)
    {
        _world = world;
        var orders = new SimulatedOrderStore(world, this);
        var services = CartServices.Of(
            world.Options,
            new SimulatedCartStore(world, this),
            orders,
            orders,
            gate: new SimulatedGate(world, this),
            time: world.Clock,
            configure: builder => builder.Services
                .AddSingleton<ICartEventHandler<CartCheckedOut>>(this)
                .AddSingleton<ICartEventHandler<OrderPlaced>>(this));
        Engine = services.CreateScope().ServiceProvider.GetRequiredService<CartEngine>();
        Relay = services.GetRequiredService<OrderRelay>();
    }

    public CartEngine Engine { get; }

    public OrderRelay Relay { get; }

    public async ValueTask HandleAsync(CartCheckedOut cartEvent, CancellationToken cancellationToken = default)
    {
        await _world.Scheduler.TurnAsync(this);
        _world.Ledger.CheckedOutHeard.Add(cartEvent.Order.Id);
    }

    public async ValueTask HandleAsync(OrderPlaced cartEvent, CancellationToken cancellationToken = default)
    {
        await _world.Scheduler.TurnAsync(this);
        _world.Ledger.PlacedHeard.Add(cartEvent.Order.Id);
    }

    /// <summary>Works the outbox off, as far as the network lets it.</summary>
    public async Task RelayAsync()
    {
        try
        {
            await Relay.RelayAnnouncedAsync();
            await Relay.RelayDueAsync();
        }
        catch (CartUnavailableException)
        {
            // It falls due again.
        }
    }
}
