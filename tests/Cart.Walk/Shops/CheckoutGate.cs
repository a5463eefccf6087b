using System.Collections.Concurrent;
using Cart.Engine;

namespace Cart.Walk;

/// <summary>A tax calculator that returns 0 and holds a checkout until the walk releases it.</summary>
internal sealed class CheckoutGate : ITaxCalculator
{
    /// <summary>The header that holds a checkout.</summary>
    public const string Header = "X-Walk-Gate";

    private readonly ConcurrentDictionary<string, Stay> _stays = [];
    private readonly AsyncLocal<string?> _current = new();

    /// <summary>Prepares a gate for the request with this name.</summary>
    public Stay Prepare(string name) => _stays.GetOrAdd(name, static _ => new Stay());

    /// <summary>Sets the name of the current request; null for none.</summary>
    public void Enter(string? name) => _current.Value = name;

    /// <inheritdoc/>
    public async ValueTask<decimal> CalculateAsync(PricingContext context, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (_current.Value is { } name && context.Cart.State is CartState.CheckingOut && _stays.TryRemove(name, out var stay))
        {
            stay.Reached.TrySetResult();
            await stay.Released.Task.WaitAsync(TimeSpan.FromSeconds(30), cancellationToken);
        }

        return 0m;
    }

    /// <summary>The gate of one checkout.</summary>
    internal sealed class Stay
    {
        public TaskCompletionSource Reached { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource Released { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
