using System.Collections.Concurrent;
using Cart.Engine;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Cart.Testing;

/// <summary>What many requests at once do to one cart with a stock checker, on every <see cref="ICartStore"/>: no add is lost, or refused because of others.</summary>
public abstract class CrowdContract
{
    private const int Callers = 64;
    private const int Adds = 25;

    private static readonly ProductKey Widget = new(7, 42);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private protected abstract Task<ICartStore> CreateAsync(CartOptions options);

    [Theory]
    [InlineData(true, 5000, 1600)]
    [InlineData(true, 1600, 1600)]
    [InlineData(true, 1000, 1000)]
    [InlineData(false, 5000, 1600)]
    [InlineData(false, 1600, 1600)]
    [InlineData(false, 1000, 1000)]
    public async Task Adds_at_once_count_or_are_refused_for_stock(bool tells, int stock, int expected)
    {
        var carts = new CountingStore(await CreateAsync(new CartOptions()));
        await using var services = Host(carts, new Shelf(stock, tells));
        var session = new InMemoryCartSession();
        await Request(services, session).AddAsync(Widget, 1m, 1, cancellationToken: Cancellation);
        carts.Calls = 0;
        var refusals = new ConcurrentBag<InsufficientStockException>();

        await Task.WhenAll(Enumerable.Range(0, Callers).Select(caller => Task.Run(async () =>
        {
            for (var i = caller == 0 ? 1 : 0; i < Adds; i++)
            {
                try
                {
                    await Request(services, session).AddAsync(Widget, 1m, 1, cancellationToken: Cancellation);
                }
                catch (InsufficientStockException refused)
                {
                    refusals.Add(refused);
                }
            }
        })));

        Assert.Equal(expected, await Request(services, session).CountAsync(Cancellation));
        Assert.Equal((Callers * Adds) - expected, refusals.Count);
        Assert.All(refusals, refused => Assert.Equal(Widget, Assert.Single(refused.Error.Lines).Product));
        var most = (tells ? 1 : 3) * Callers * Adds;
        Assert.True(carts.Calls <= most, $"{carts.Calls} round trips for {Callers * Adds} adds.");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_user_who_has_ordered_adds_again(bool tells)
    {
        await using var services = Host(await CreateAsync(new CartOptions()), new Shelf(10, tells));
        var session = new InMemoryCartSession { UserId = "user " + Guid.NewGuid().ToString("N") };

        for (var order = 0; order < 3; order++)
        {
            await Request(services, session).AddAsync(Widget, 1m, 2, cancellationToken: Cancellation);
            await Request(services, session).AdjustAsync(Widget, 1, cancellationToken: Cancellation);
            await Request(services, session).UpdateAsync(Widget, 5, cancellationToken: Cancellation);
            Assert.Equal(5, await Request(services, session).CountAsync(Cancellation));
            await Request(services, session).CheckoutAsync(cancellationToken: Cancellation);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_refused_first_add_starts_no_cart(bool tells)
    {
        await using var services = Host(await CreateAsync(new CartOptions()), new Shelf(3, tells));
        var session = new InMemoryCartSession { UserId = "user " + Guid.NewGuid().ToString("N") };

        var refused = await Assert.ThrowsAsync<InsufficientStockException>(
            () => Request(services, session).AddAsync(Widget, 1m, 4, cancellationToken: Cancellation));

        Assert.Equal((4, tells ? 3 : null), (refused.Error.Lines[0].Requested?.ToInt32(), refused.Error.Lines[0].Available?.ToInt32()));
        Assert.Equal(0, (await Request(services, session).GetSnapshotAsync(Cancellation)).Version);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_payload_and_a_merge_are_cut_to_the_stock(bool tells)
    {
        await using var services = Host(await CreateAsync(new CartOptions()), new Shelf(12, tells));
        var (guest, user) = (new InMemoryCartSession(), new InMemoryCartSession());
        var payload = new CartPayload([new LineAssignment(Widget, 500, 0.5m)], null);

        var restored = await Request(services, guest).RestoreAsync(payload, cancellationToken: Cancellation);
        await Request(services, user).AddAsync(Widget, 1m, 12, cancellationToken: Cancellation);
        var merged = await Request(services, user).MergeAsync(Request(services, guest), cancellationToken: Cancellation);

        var warning = Assert.Single(restored.Warnings);
        Assert.Equal(("insufficient_stock", 12, 500), (warning.Code, warning.Lines[0].Available?.ToInt32(), warning.Lines[0].Requested?.ToInt32()));
        Assert.Equal(12, restored.Changed[0].Quantity.ToInt32());
        Assert.Equal([LineKey.Of(Widget)], merged.Clamped);
        Assert.Equal(12, await Request(services, user).CountAsync(Cancellation));
        var cut = Assert.Single((await Request(services, user).GetAsync(Cancellation)).Warnings);
        Assert.Equal(("insufficient_stock", Widget, 12, 24), (cut.Code, cut.Lines[0].Product, cut.Lines[0].Available?.ToInt32(), cut.Lines[0].Requested?.ToInt32()));
        Assert.Equal("The quantity of 7:42 was limited to 12 when your carts were merged: 12 are in stock.", cut.Message);
    }

    private static ServiceProvider Host(ICartStore carts, IInventoryChecker stock) => CartServices.Of(carts: carts, configure: builder =>
    {
        builder.UseInventoryChecker(stock);
        builder.Services.AddScoped<Visit>();
        builder.Services.Replace(ServiceDescriptor.Scoped<ICartSession>(scope => scope.GetRequiredService<Visit>().Session!));
    });

    private static ShoppingCart Request(ServiceProvider services, InMemoryCartSession session)
    {
        var scope = services.CreateScope().ServiceProvider;
        scope.GetRequiredService<Visit>().Session = session;
        return scope.GetRequiredService<ShoppingCart>();
    }

    private sealed class Visit
    {
        public InMemoryCartSession? Session { get; set; }
    }

    /// <summary>A stock of one number, which it tells or only answers questions about.</summary>
    private sealed class Shelf(int stock, bool tells) : IInventoryChecker
    {
        public ValueTask<bool> CheckAsync(ProductKey product, Quantity quantity, CancellationToken cancellationToken = default) =>
            ValueTask.FromResult(quantity.Units <= stock);

        public ValueTask<IReadOnlyDictionary<ProductKey, int>> GetAvailableAsync(
            IReadOnlyCollection<ProductKey> products, CancellationToken cancellationToken = default) =>
            ValueTask.FromResult<IReadOnlyDictionary<ProductKey, int>>(
                products.Where(_ => tells).ToDictionary(static product => product, _ => stock));

        public ValueTask<bool> ReserveAsync(ProductKey product, Quantity quantity, CancellationToken cancellationToken = default) =>
            CheckAsync(product, quantity, cancellationToken);
    }

    /// <summary>Counts the round trips: a change and the read that follows it travel together.</summary>
    private sealed class CountingStore(ICartStore inner) : ICartStore
    {
        private int _calls;

        public int Calls { get => _calls; set => _calls = value; }

        public ValueTask<CartSnapshot> GetAsync(CartId id, CancellationToken cancellationToken = default)
        {
            Interlocked.Increment(ref _calls);
            return inner.GetAsync(id, cancellationToken);
        }

        public ValueTask<OperationMatch> FindOperationAsync(
            CartId id, Shopper shopper, OperationId operation, string content, CancellationToken cancellationToken = default)
        {
            Interlocked.Increment(ref _calls);
            return inner.FindOperationAsync(id, shopper, operation, content, cancellationToken);
        }

        public ValueTask<CartResult> ApplyAsync(CartId id, CartCommand command, CancellationToken cancellationToken = default)
        {
            Interlocked.Increment(ref _calls);
            return inner.ApplyAsync(id, command, cancellationToken);
        }
    }
}
