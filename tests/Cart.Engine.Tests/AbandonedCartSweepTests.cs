using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace Cart.Engine.Tests;

/// <summary>Carts that were left alone are told of, once each time they are.</summary>
public sealed class AbandonedCartSweepTests : IAsyncDisposable
{
    private static readonly AddLines Mug = new(new ProductKey(7, 42), 1, 9.99m);

    private readonly NoticedTime _time = new();
    private readonly Heard _heard = new();
    private readonly ServiceProvider _services;

    public AbandonedCartSweepTests() => _services = Services(_heard, static _ => { });

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private ICartStore Carts => _services.GetRequiredService<ICartStore>();

    private AbandonedCartSweep Sweep => _services.GetRequiredService<AbandonedCartSweep>();

    public async ValueTask DisposeAsync() => await _services.DisposeAsync();

    [Fact]
    public async Task A_cart_is_told_of_after_the_time_and_once()
    {
        var left = await MakeAsync();
        var since = _time.GetUtcNow();
        _time.Advance(TimeSpan.FromMinutes(59));
        var late = await MakeAsync();
        Assert.Equal(0, await Sweep.SweepAsync(Cancellation));

        _time.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal(1, await Sweep.SweepAsync(Cancellation));
        Assert.Equal(0, await Sweep.SweepAsync(Cancellation));
        var told = Assert.Single(_heard.Events);
        Assert.Equal((left, 1, since), (told.Cart.Id, told.Cart.Count, told.IdleSince));
        Assert.NotEqual(late, told.Cart.Id);
    }

    [Fact]
    public async Task A_cart_that_changes_and_is_left_again_is_told_of_again()
    {
        var cart = await MakeAsync();
        _time.Advance(TimeSpan.FromHours(1));
        await Sweep.SweepAsync(Cancellation);

        await Carts.ApplyAsync(cart, Mug, Cancellation);
        Assert.Equal(0, await Sweep.SweepAsync(Cancellation));
        _time.Advance(TimeSpan.FromHours(1));

        Assert.Equal(1, await Sweep.SweepAsync(Cancellation));
        Assert.Equal([1, 2], _heard.Events.Select(static told => told.Cart.Count));
    }

    [Fact]
    public async Task Of_sweeps_at_the_same_time_one_tells_of_a_cart()
    {
        for (var i = 0; i < 300; i++)
        {
            await MakeAsync();
        }

        _time.Advance(TimeSpan.FromHours(1));

        var told = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => Sweep.SweepAsync(Cancellation), Cancellation)));

        Assert.Equal(300, told.Sum());
        Assert.Equal(300, _heard.Events.DistinctBy(static told => told.Cart.Id).Count());
    }

    [Fact]
    public async Task A_host_sweeps_as_often_as_it_is_told_to()
    {
        var service = _services.GetServices<IHostedService>().OfType<AbandonedCartSweep>().Single();
        var first = await MakeAsync();
        _time.Advance(TimeSpan.FromHours(1));
        await service.StartAsync(Cancellation);
        await _time.Waits.WaitAsync(Cancellation);
        var second = await MakeAsync();

        _time.Advance(TimeSpan.FromHours(1));
        await _time.Waits.WaitAsync(Cancellation);

        await service.StopAsync(Cancellation);
        Assert.Equal([first, second], _heard.Events.Select(static told => told.Cart.Id));
    }

    [Fact]
    public async Task A_sweep_that_fails_is_made_up_for_by_the_next()
    {
        var cart = await MakeAsync();
        _time.Advance(TimeSpan.FromHours(1));
        using var service = ActivatorUtilities.CreateInstance<AbandonedCartSweep>(_services, new BrokenOnce(_services.GetRequiredService<ICartDirectory>()));
        await service.StartAsync(Cancellation);
        await Task.WhenAny(_time.Waits.WaitAsync(Cancellation), service.ExecuteTask!);
        Assert.False(service.ExecuteTask!.IsCompleted, "The service has ended.");
        Assert.Empty(_heard.Events);

        _time.Advance(TimeSpan.FromMinutes(5));
        await _time.Waits.WaitAsync(Cancellation);

        await service.StopAsync(Cancellation);
        Assert.Equal(cart, Assert.Single(_heard.Events).Cart.Id);
    }

    [Theory]
    [InlineData(0, 300)]
    [InlineData(59, 300)]
    [InlineData(86_400, 300)]
    [InlineData(3600, 0)]
    [InlineData(3600, 86_401)]
    public void Times_out_of_range_are_named(int idleFor, int interval)
    {
        using var services = Services(_heard, options =>
        {
            options.IdleFor = TimeSpan.FromSeconds(idleFor);
            options.Interval = TimeSpan.FromSeconds(interval);
        });

        var refused = Assert.Throws<OptionsValidationException>(() => services.GetRequiredService<IOptions<AbandonmentOptions>>().Value);

        Assert.Contains(interval == 300 ? nameof(AbandonmentOptions.IdleFor) : nameof(AbandonmentOptions.Interval), Assert.Single(refused.Failures));
    }

    private ServiceProvider Services(Heard heard, Action<AbandonmentOptions> configure)
    {
        var services = new ServiceCollection().AddSingleton(typeof(ILogger<>), typeof(NullLogger<>)).AddSingleton<TimeProvider>(_time).AddSingleton(heard);
        services.AddCartCore(static options => options.UserTimeToLive = TimeSpan.FromDays(1))
            .UseInMemory().UseAbandonedCarts(configure).AddEventHandler<CartAbandoned, Listener>();
        return services.BuildServiceProvider();
    }

    private async Task<CartId> MakeAsync()
    {
        var cart = CartId.New();
        await Carts.ApplyAsync(cart, Mug, Cancellation);
        return cart;
    }

    private sealed class BrokenOnce(ICartDirectory inner) : ICartDirectory
    {
        private bool _isMended;

        public ValueTask<CartPage> ListAsync(string? cursor = null, int limit = 100, CancellationToken cancellationToken = default)
        {
            (var isMended, _isMended) = (_isMended, true);
            return isMended ? inner.ListAsync(cursor, limit, cancellationToken) : throw new InvalidOperationException("Broken.");
        }

        public ValueTask<bool> DeleteAsync(CartSummary seen, CancellationToken cancellationToken = default) => inner.DeleteAsync(seen, cancellationToken);

        public ValueTask<bool> MarkAbandonedAsync(CartSummary seen, CancellationToken cancellationToken = default) =>
            inner.MarkAbandonedAsync(seen, cancellationToken);

        public ValueTask<bool> TakeTurnAsync(TimeSpan duration, CancellationToken cancellationToken = default) =>
            inner.TakeTurnAsync(duration, cancellationToken);
    }

    /// <summary>A clock that tells when somebody waits for it.</summary>
    private sealed class NoticedTime() : FakeTimeProvider(new DateTimeOffset(2026, 11, 28, 12, 0, 0, TimeSpan.Zero))
    {
        public SemaphoreSlim Waits { get; } = new(0);

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            var timer = base.CreateTimer(callback, state, dueTime, period);
            Waits.Release();
            return timer;
        }
    }

    private sealed class Heard
    {
        private readonly Lock _gate = new();
        private readonly List<CartAbandoned> _events = [];

        public IReadOnlyList<CartAbandoned> Events
        {
            get
            {
                lock (_gate)
                {
                    return [.. _events];
                }
            }
        }

        public void Add(CartAbandoned told)
        {
            lock (_gate)
            {
                _events.Add(told);
            }
        }
    }

    private sealed class Listener(Heard heard) : ICartEventHandler<CartAbandoned>
    {
        public ValueTask HandleAsync(CartAbandoned cartEvent, CancellationToken cancellationToken = default)
        {
            heard.Add(cartEvent);
            return ValueTask.CompletedTask;
        }
    }
}
