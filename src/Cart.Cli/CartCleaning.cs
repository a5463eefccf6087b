using Cart.Engine;

namespace Cart.Cli;

/// <summary>Goes through all carts once, batch by batch, and deletes those that nobody has changed for so many days.</summary>
/// <param name="carts">The carts.</param>
/// <param name="time">Says what is long ago.</param>
/// <param name="days">How many days, 1 or more.</param>
/// <param name="dryRun">Whether the carts are only counted.</param>
/// <param name="includeCheckedOut">Whether the remains of carts that became orders go, too.</param>
internal sealed class CartCleaning(ICartDirectory carts, TimeProvider time, int days, bool dryRun, bool includeCheckedOut)
{
    private const int Batch = 1000;
    private const int DeletesInFlight = 64;

    // Before the calendar begins nothing was changed.
    private const int MostDays = 700_000;

    private int _found;
    private int _leftAlone;

    public int Days => days;

    public bool DryRun => dryRun;

    /// <summary>How many carts were deleted so far; in a dry run, how many would be.</summary>
    public int Found => _found;

    /// <summary>How many carts changed, or ended, between being listed and being deleted.</summary>
    public int LeftAlone => _leftAlone;

    /// <summary>How many carts were listed so far.</summary>
    public int LookedAt { get; private set; }

    /// <summary>Cleans.</summary>
    /// <param name="onBatch">Called after each batch.</param>
    /// <param name="cancellationToken">Stops after the deletes that are under way.</param>
    public async Task RunAsync(Action onBatch, CancellationToken cancellationToken)
    {
        var before = time.GetUtcNow() - TimeSpan.FromDays(Math.Min(days, MostDays));
        var seen = new HashSet<CartId>();
        string? cursor = null;
        do
        {
            var page = await carts.ListAsync(cursor, Batch, cancellationToken).ConfigureAwait(false);
            LookedAt += page.Carts.Length;

            // A store that reorganises itself lists some carts twice.
            var old = page.Carts.Where(cart => IsCleaned(cart.State) && cart.ChangedAt < before && seen.Add(cart.Id)).ToList();
            if (dryRun)
            {
                _found += old.Count;
            }
            else
            {
                await DeleteAsync(old, cancellationToken).ConfigureAwait(false);
            }

            cursor = page.Next;
            onBatch();
        }
        while (cursor is not null);
    }

    private bool IsCleaned(CartState state) => state is CartState.Open || (includeCheckedOut && state is CartState.Ordered);

    private Task DeleteAsync(IEnumerable<CartSummary> old, CancellationToken cancellationToken) => Parallel.ForEachAsync(
        old,
        new ParallelOptions { MaxDegreeOfParallelism = DeletesInFlight, CancellationToken = cancellationToken },
        async (cart, token) =>
        {
            if (await carts.DeleteAsync(cart, token).ConfigureAwait(false))
            {
                Interlocked.Increment(ref _found);
            }
            else
            {
                Interlocked.Increment(ref _leftAlone);
            }
        });
}
