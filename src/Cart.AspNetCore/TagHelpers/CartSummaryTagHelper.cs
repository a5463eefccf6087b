using Cart.Engine;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Cart.AspNetCore;

/// <summary>
/// <c>&lt;cart-summary /&gt;</c>: the sum of the lines before discount, tax and shipping, such as <c>$19.98</c>.
/// </summary>
[HtmlTargetElement("cart-summary", TagStructure = TagStructure.WithoutEndTag)]
public sealed class CartSummaryTagHelper(ShoppingCart cart) : TagHelper
{
    /// <inheritdoc/>
    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output)
    {
        ArgumentNullException.ThrowIfNull(output);
        var currency = (await cart.GetSnapshotAsync().ConfigureAwait(false)).Currency;
        var summary = await cart.SummaryAsync().ConfigureAwait(false);
        output.TagName = null;
        output.Content.SetContent(currency.Display(summary));
    }
}
