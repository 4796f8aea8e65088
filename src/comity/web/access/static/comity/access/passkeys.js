// Says on the page that a passkey was not used; without this, only the browser's console would.
document.addEventListener('allauth.error', function () {
  document.getElementById('passkey_problem').hidden = false
})
