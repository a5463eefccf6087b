using System.Collections.Concurrent;

namespace Cart.Engine;

/// <summary>
/// Counts the changes of each cart that this process is making, so that a change knows whether others run beside it. A hint: changes by other
/// processes are not seen.
/// </summary>
internal static class CartsInChange
{
    private static readonly ConcurrentDictionary<CartId, int> Counts = [];

    /// <summary>Counts a change of the cart until <see cref="End"/>, and returns whether another one is under way.</summary>
    public static bool Begin(CartId cart) => Counts.AddOrUpdate(cart, 1, static (_, count) => count + 1) > 1;

    /// <summary>Returns whether more than one change of the cart is under way.</summary>
    public static bool IsShared(CartId cart) => Counts.GetValueOrDefault(cart) > 1;

    /// <summary>Ends a change that was counted.</summary>
    public static void End(CartId cart)
    {
        if (Counts.AddOrUpdate(cart, 0, static (_, count) => count - 1) <= 0)
        {
            Counts.TryRemove(KeyValuePair.Create(cart, 0));
        }
    }
}
