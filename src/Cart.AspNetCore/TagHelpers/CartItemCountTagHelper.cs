using Cart.Engine;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Cart.AspNetCore;

/// <summary><c>&lt;cart-item-count /&gt;</c>: the number of units in the shopper's cart, such as <c>3</c>; 0 for a visitor without one.</summary>
[HtmlTargetElement("cart-item-count", TagStructure = TagStructure.WithoutEndTag)]
public sealed class CartItemCountTagHelper(ShoppingCart cart) : TagHelper
{
    /// <inheritdoc/>
    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output)
    {
        ArgumentNullException.ThrowIfNull(output);
        var count = await cart.CountAsync().ConfigureAwait(false);
        output.TagName = null;
        output.Content.SetContent(count.ToString(System.Globalization.CultureInfo.InvariantCulture));
    }
}
