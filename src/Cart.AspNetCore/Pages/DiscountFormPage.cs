using Cart.Engine;

namespace Cart.AspNetCore;

/// <summary>The form of a discount, with what is wrong with it beside the fields.</summary>
/// <param name="Form">What the fields hold.</param>
/// <param name="Errors">What is wrong with them.</param>
/// <param name="Fields">The hidden fields of the form.</param>
/// <param name="Stored">The discount that is edited; null for a new one.</param>
internal sealed record DiscountFormPage(DiscountForm Form, IReadOnlyList<DiscountFieldError> Errors, Html Fields, Discount? Stored)
{
    public AdminPage Of(AdminLinks links) => new(
        Stored is null ? "New discount" : $"Edit {Stored.Code.Text}", AdminSection.Discounts, $"""
        {Summary()}
        <form method="post" class="stack" novalidate>{Fields}
        {Code()}
        {Field("discount_type", "Kind", Kinds())}
        {Input("value", "Takes off", Form.Value, "A percentage from 0 to 100, or an amount.", "decimal")}
        {Input("min_cart_value", "Least sum of a cart", Form.MinCartValue, "0 for any.", "decimal")}
        {Input("max_uses", "Uses at most", Form.MaxUses, Stored is null ? "Empty for any number." : $"Empty for any number. {DiscountsPage.Uses(Stored)} are taken.", "numeric")}
        {Input("max_uses_per_customer", "Uses of one user at most", Form.MaxUsesPerCustomer, "Empty for any number. With a limit, guests cannot use it.", "numeric")}
        {Moment("valid_from", "Valid from (UTC)", Form.ValidFrom)}
        {Moment("valid_until", "Valid until (UTC)", Form.ValidUntil)}
        <div class="field"><label class="check"><input type="checkbox" name="active" value="true"{Checked()}> Can be used</label></div>
        <div class="row"><button>{(Stored is null ? "Create" : "Save")}</button><a class="button second" href="{(Stored is null ? links.Discounts : links.Discount(Stored.Code))}">Cancel</a></div>
        </form>
        """);

    private Html Summary()
    {
        if (Errors.Count == 0)
        {
            return Html.None;
        }

        return $"""<p class="note refusal" role="alert">Nothing was changed: look at the fields that are marked.</p>""";
    }

    private Html Code()
    {
        if (Stored is not null)
        {
            return Html.None;
        }

        return Field("code", "Code", $"""<input id="code" name="code" value="{Form.Code}" maxlength="50" autocomplete="off"{Marks("code")}>""");
    }

    private Html Kinds() => $"""
        <select id="discount_type" name="discount_type"{Marks("discount_type")}>
        <option value="percent"{Selected("percent")}>Percent</option><option value="fixed"{Selected("fixed")}>Amount</option></select>
        """;

    private Html Input(string name, string label, string value, string hint, string mode) => Field(name, label, $"""
        <input id="{name}" name="{name}" value="{value}" inputmode="{mode}" autocomplete="off"{Marks(name)}><span class="hint">{hint}</span>
        """);

    private Html Moment(string name, string label, string value) => Field(name, label, $"""
        <input id="{name}" name="{name}" value="{value}" type="datetime-local" step="1"{Marks(name)}><span class="hint">Empty for no bound.</span>
        """);

    private Html Field(string name, string label, Html input) => $"""
        <div class="field"><label for="{name}">{label}</label>{input}{Fault(name)}</div>
        """;

    private Html Fault(string name)
    {
        var messages = Errors.Where(error => error.Field == name).Select(static error => error.Message).ToList();
        if (messages.Count == 0)
        {
            return Html.None;
        }

        return $"""<p class="error" id="{name}-error">{string.Join(" ", messages)}</p>""";
    }

    private Html Marks(string name)
    {
        if (Errors.All(error => error.Field != name))
        {
            return Html.None;
        }

        return $" aria-invalid=\"true\" aria-describedby=\"{name}-error\"";
    }

    private Html Selected(string kind)
    {
        if (Form.DiscountType != kind)
        {
            return Html.None;
        }

        return $" selected";
    }

    private Html Checked()
    {
        if (!Form.IsActive)
        {
            return Html.None;
        }

        return $" checked";
    }
}
