using System.Collections.Immutable;
using System.Text;
using Cart.Engine;

namespace Cart.AspNetCore;

/// <summary>Finds carts for operators.</summary>
internal sealed class CartSearch(ICartStore carts, ICartDirectory directory, IUserCarts users, IOrderStore orders)
{
    // A state that few carts are in could be looked for among millions; a page then ends early, and its cursor goes on.
    private const int MaxLooks = 50;

    /// <summary>Tells whether a user can be called so.</summary>
    public static bool CanBeUser(string user) =>
        user.Length is >= 1 and <= BindUser.MaxUserIdLength && !user.Any(char.IsControl) && user.EnumerateRunes().All(static rune => rune != Rune.ReplacementChar);

    /// <summary>
    /// Lists about so many carts of a state, or of all, from where a cursor says. A page can hold a few more, or few or none without being the
    /// last one.
    /// </summary>
    /// <exception cref="RefusedRequestException">The cursor is none.</exception>
    public async ValueTask<CartPage> ListAsync(CartState? state, string? cursor, int size, CancellationToken cancellationToken)
    {
        var found = ImmutableArray.CreateBuilder<CartSummary>();
        var next = string.IsNullOrEmpty(cursor) ? null : cursor;
        for (var looks = 0; looks < MaxLooks && found.Count < size; looks++)
        {
            var page = await LookAsync(next, size, cancellationToken).ConfigureAwait(false);
            found.AddRange(page.Carts.Where(cart => state is null || cart.State == state));
            next = page.Next;
            if (next is null)
            {
                break;
            }
        }

        return new CartPage([.. found.OrderByDescending(static cart => cart.ChangedAt)], next);
    }

    /// <summary>Lists the carts that are a user's, the last changed first. The index has hints; whose a cart is, the cart says.</summary>
    public async ValueTask<ImmutableArray<CartSnapshot>> ListByUserAsync(string user, CartState? state, CancellationToken cancellationToken)
    {
        if (!CanBeUser(user))
        {
            return [];
        }

        var hints = await users.ListAsync(user, cancellationToken).ConfigureAwait(false);
        var read = await Task.WhenAll(hints.Select(hint => carts.GetAsync(hint, cancellationToken).AsTask())).ConfigureAwait(false);
        return
        [
            .. read.Where(cart => cart.Exists && cart.UserId == user && (state is null || cart.State == state))
                .OrderByDescending(static cart => cart.ChangedAt),
        ];
    }

    /// <summary>Finds a cart; one that is gone, but has become an order, as it was ordered.</summary>
    public async ValueTask<CartSnapshot?> FindAsync(CartId id, CancellationToken cancellationToken)
    {
        var cart = await carts.GetAsync(id, cancellationToken).ConfigureAwait(false);
        return cart.Exists ? cart : (await orders.FindByCartAsync(id, cancellationToken).ConfigureAwait(false))?.ToCart();
    }

    private async ValueTask<CartPage> LookAsync(string? cursor, int size, CancellationToken cancellationToken)
    {
        try
        {
            return await directory.ListAsync(cursor, size, cancellationToken).ConfigureAwait(false);
        }
        catch (ArgumentException)
        {
            throw PageTerms.Refused();
        }
    }
}
