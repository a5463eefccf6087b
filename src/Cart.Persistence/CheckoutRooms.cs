using Cart.Engine;

namespace Cart.Persistence;

/// <summary>
/// Bounds the checkouts that are under way in this process, and with them the queue of orders: one too many is turned away before its
/// cart is frozen.
/// </summary>
internal sealed class CheckoutRooms(int most)
{
    private int _taken;

    /// <summary>Takes a room, until it is disposed of.</summary>
    /// <exception cref="CartUnavailableException">All rooms are taken.</exception>
    public IDisposable Enter()
    {
        if (Interlocked.Increment(ref _taken) > most)
        {
            Interlocked.Decrement(ref _taken);
            throw new CartUnavailableException(
                $"{most} checkouts are under way in this process, which is as many as it takes; nothing was changed.", outcomeUnknown: false);
        }

        return new Room(this);
    }

    private sealed class Room(CheckoutRooms rooms) : IDisposable
    {
        private int _left;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _left, 1) == 0)
            {
                Interlocked.Decrement(ref rooms._taken);
            }
        }
    }
}
