namespace Cart.Walk.Tests;

/// <summary>
/// The rules that the shop still breaks, by the beginning of their names. The tests ignore them; <c>./test.sh --walk</c> reports them. Remove a line
/// when its fault is fixed.
/// </summary>
internal static class OpenRules
{
    public static IReadOnlyList<string> All { get; } =
    [
        "412-without-if-match", "304-over-", "tag-over-", "version-fell", "adds-at-once-", "refused ",
        "users-cart-not-seen", "guests-cart-not-seen", "cart-of-another-session", "cart-that-ended-is-seen", "wrong-",
        "order-of-another-cart", "guest-order-lost", "stream-", "repeat-", "cart-without-lines-costs",
        "import-exceeds-stock", "merge-", "checkout-", "old-price-for-added-units",
    ];
}
