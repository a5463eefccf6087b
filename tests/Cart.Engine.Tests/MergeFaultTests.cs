using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace Cart.Engine.Tests;

/// <summary>Merges go on while the stock cannot be asked, and the log says so once.</summary>
public sealed class MergeFaultTests : ILogger<MergeService>
{
    private static readonly ProductKey Widget = new(7, 42);

    private readonly FakeTimeProvider _time = new();
    private readonly List<string> _lines = [];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_checker_that_throws_logs_one_line_when_it_begins_and_one_when_it_ends(bool tells)
    {
        var checker = new Moody { Tells = tells };
        using var host = new FacadeHost(configure: builder =>
        {
            builder.UseInventoryChecker(checker);
            builder.Services.AddSingleton<ILogger<MergeService>>(this).Replace(ServiceDescriptor.Singleton<TimeProvider>(_time));
        });

        for (var merge = 0; merge < 4; merge++)
        {
            var (guest, user) = (new InMemoryCartSession(), new InMemoryCartSession { UserId = "user " + merge });
            checker.IsAway = false;
            await host.Request(guest).AddAsync(Widget, 1m, 3, cancellationToken: Cancellation);
            await host.Request(user).AddAsync(Widget, 1m, 4, cancellationToken: Cancellation);
            checker.IsAway = merge < 3;

            guest.UserId = user.UserId;
            var signedIn = await host.Request(guest).SignInAsync(user.UserId, cancellationToken: Cancellation);

            Assert.Equal((SignInOutcome.Merged, merge < 3 ? 7 : 5), (signedIn.Outcome, (int)await host.Request(user).CountAsync(Cancellation)));
            Assert.Equal(merge < 3 ? 1 : 2, _lines.Count);
            _time.Advance(TimeSpan.FromSeconds(2));
        }

        Assert.Equal(
            "The inventory checker is not available: it threw TimeoutException. Merges are not cut to the stock meanwhile; a checkout asks again. "
            + "Further failures are counted and not logged until it answers again.",
            _lines[0]);
        Assert.Equal("The inventory checker is available again. Failed requests: 3, within 4.0 s.", _lines[1]);
    }

    void ILogger.Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        _lines.Add(formatter(state, exception));

    bool ILogger.IsEnabled(LogLevel logLevel) => true;

    IDisposable? ILogger.BeginScope<TState>(TState state) => null;

    private sealed class Moody : IInventoryChecker
    {
        public bool IsAway { get; set; }

        public bool Tells { get; init; }

        public ValueTask<bool> CheckAsync(ProductKey product, Quantity quantity, CancellationToken cancellationToken) =>
            IsAway ? throw new TimeoutException("Password=secret") : ValueTask.FromResult(quantity.Units <= 5);

        public ValueTask<IReadOnlyDictionary<ProductKey, int>> GetAvailableAsync(
            IReadOnlyCollection<ProductKey> products, CancellationToken cancellationToken = default) =>
            IsAway && Tells ? throw new TimeoutException("Password=secret") : ValueTask.FromResult<IReadOnlyDictionary<ProductKey, int>>(
                products.Where(_ => Tells).ToDictionary(static product => product, static _ => 5));

        public ValueTask<bool> ReserveAsync(ProductKey product, Quantity quantity, CancellationToken cancellationToken) => ValueTask.FromResult(true);
    }
}
