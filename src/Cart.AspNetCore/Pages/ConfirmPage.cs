namespace Cart.AspNetCore;

/// <summary>Asks before something is deleted.</summary>
internal static class ConfirmPage
{
    /// <param name="title">What is to be deleted.</param>
    /// <param name="section">Where it belongs.</param>
    /// <param name="warning">What that means.</param>
    /// <param name="fields">The hidden fields of the form.</param>
    /// <param name="back">Where to go instead.</param>
    public static AdminPage Of(string title, AdminSection section, string warning, Html fields, string back) => new(title, section, $"""
        <p>{warning}</p>
        <form method="post">{fields}
        <div class="row"><button class="danger">Delete</button><a class="button second" href="{back}">Keep</a></div>
        </form>
        """);
}
