using System.Globalization;
using Cart.Engine;
using Microsoft.AspNetCore.Mvc;

namespace Storefront.Pages;

/// <summary>The cart: change quantities, apply a discount, choose the delivery, place the order.</summary>
internal sealed class BasketModel(ShoppingCart cart) : ShopPage
{
    private const string Here = "/basket";

    public CartView View { get; private set; } = null!;

    public CartTotals Totals { get; private set; } = null!;

    public IReadOnlyList<ShippingOption> Options { get; private set; } = [];

    /// <summary>
    /// Gets the idempotency key of this page's order. A second click, or the form sent again later, gets the same order and never buys the next cart.
    /// </summary>
    public OperationId CheckoutKey { get; } = OperationId.New();

    public Task OnGetAsync(CancellationToken cancellationToken) => LoadAsync(cancellationToken);

    /// <summary>
    /// Returns the cart without the page around it, to update a page that is already shown. It leaves the message for the page to which a form leads,
    /// which may load at the same time.
    /// </summary>
    public async Task<IActionResult> OnGetPartAsync(CancellationToken cancellationToken)
    {
        await LoadAsync(cancellationToken);
        return Partial("_Basket", this);
    }

    // The buttons beside the number add to the current quantity. The button after it sets the number.
    public async Task<IActionResult> OnPostSetAsync(string? key, int? quantity, int step, CancellationToken cancellationToken)
    {
        if (!TryFindLine(key, out var product, out _))
        {
            return NotFound();
        }

        return await ChangeAsync(
            async () =>
            {
                if (step != 0)
                {
                    await cart.AdjustAsync(product, step, cancellationToken: cancellationToken);
                }
                else
                {
                    var wanted = quantity ?? throw new InvalidQuantityException("A quantity is a whole number.");
                    await cart.UpdateAsync(product, wanted, cancellationToken: cancellationToken);
                }

                return null;
            },
            Here);
    }

    public async Task<IActionResult> OnPostRemoveAsync(string? key, CancellationToken cancellationToken)
    {
        if (!TryFindLine(key, out var product, out var name))
        {
            return NotFound();
        }

        return await ChangeAsync(
            async () =>
            {
                await cart.RemoveAsync(product, cancellationToken: cancellationToken);
                return $"{name} was removed.";
            },
            Here);
    }

    public Task<IActionResult> OnPostClearAsync(CancellationToken cancellationToken) => ChangeAsync(
        async () =>
        {
            await cart.ClearAsync(cancellationToken: cancellationToken);
            return "Your cart is empty.";
        },
        Here);

    public Task<IActionResult> OnPostDiscountAsync(string? code, CancellationToken cancellationToken) => ChangeAsync(
        async () => $"{await cart.ApplyDiscountAsync(code ?? "", cancellationToken: cancellationToken)} was applied.", Here);

    public Task<IActionResult> OnPostRemoveDiscountAsync(CancellationToken cancellationToken) => ChangeAsync(
        async () =>
        {
            await cart.RemoveDiscountAsync(cancellationToken: cancellationToken);
            return "The discount was removed.";
        },
        Here);

    public Task<IActionResult> OnPostShippingAsync(string? option, CancellationToken cancellationToken) => ChangeAsync(
        async () =>
        {
            await cart.SelectShippingAsync(option, cancellationToken: cancellationToken);
            return null;
        },
        Here);

    public async Task<IActionResult> OnPostCheckOutAsync(string? key, string? expectedTotal, CancellationToken cancellationToken)
    {
        OperationId? operation = OperationId.TryParse(key, out var named) ? named : null;
        var isSeen = decimal.TryParse(expectedTotal, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var total);
        OrderId? placed = null;
        var next = await ChangeAsync(
            async () =>
            {
                var request = new CheckoutRequest { Operation = operation, ExpectedTotal = isSeen ? total : null };
                placed = (await cart.CheckoutAsync(request, cancellationToken)).Id;
                return "Thank you! Your order is placed.";
            },
            Here);
        return placed is { } order ? LocalRedirect($"/my-orders/{order}") : next;
    }

    private async Task LoadAsync(CancellationToken cancellationToken)
    {
        View = await cart.GetAsync(cancellationToken);
        Options = await cart.ShippingOptionsAsync(cancellationToken);
        Totals = await cart.TotalsAsync(cancellationToken);
    }

    // A cart can contain a product that the shop no longer sells. Such a line is known by its key only, and can be removed.
    private static bool TryFindLine(string? key, out object product, out string name)
    {
        var isKey = LineKey.TryParse(key, out var parsed);
        var item = isKey ? Shelf.Find(parsed.Product) : null;
        product = item is null || parsed.Digest is not null ? parsed : item.Product;
        name = item?.Product.Name ?? parsed.ToString();
        return isKey;
    }
}
